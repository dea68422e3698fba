"""Role-play: scenes rehearsed by two people before a real customer is met (情景模拟, domain 2.7).

Scenarios, rubrics, banned phrases and scripts are content files; each version is kept as it was, and what they mean is read
from the kept text. A scene is played from the printed script: one plays the customer from a card that the agent never
sees, one is the agent, one scores by the rubric's anchored levels while watching. A critical failure ends it with nothing.

The result stands in the agent's record as soon as it is scored; it counts at a gate once the agent and whoever scored
have signed it. A session scored by mistake is voided with a reason, and stays readable.
"""
