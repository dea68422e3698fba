"""Notices: people are told at the hours the firm sets, and other places are told with them.

Once a day and kind (steps owed, exam tomorrow, decision waiting, certificate ending, rule changed) each team gets one
message without scores and without anybody's result. It goes into the inboxes of whom it concerns, into the group of the
team's robot (钉钉, 企业微信, 飞书), and it stands on Today with 复制成群消息, robot or not. What leaves the house waits in one
outbox, written in the same transaction as its cause: one lane per receiver, in order, tried again until it is taken.
"""
