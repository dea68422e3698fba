"""The demo's story: a team of the shop 云舟, each learner at another place of the road."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from cstrain.certification import queries as certification
from cstrain.certification.actions import Given, decide, suspend
from cstrain.certification.rules.decision import Conditions
from cstrain.certification.rules.readiness import AGREE, CONDITIONAL
from cstrain.curriculum import actions as curriculum
from cstrain.demo.people import LEARNERS, STAFF, Hiring, Player, add, appoint, at_work
from cstrain.demo.rehearsing import drill_some, whole_course
from cstrain.demo.rising import propose_the_rest, veterans
from cstrain.demo.sitting import publish, sit
from cstrain.demo.walk import Hire, Watch, acting, day_of, proof, sign_all
from cstrain.kit import clock, db
from cstrain.people import actions as people
from cstrain.people.rules import start_of

COURSE, EXAM = "presale-10d", "presale-exam"
DAYS_AGO = {number: days for number, _name, days, _shows in LEARNERS}
AGO = 40  # days before today on which the shop took the system into use


def tell_the_story(say: Callable[[str], object]) -> None:
    """Make everybody and everything, and print the accounts once."""
    now = clock.now()
    begun = start_of(day_of(now) - timedelta(days=AGO), clock.zone()) + timedelta(hours=9)
    staff, learners, hiring = _people(begun, now)
    _decide(staff["A001"], begun)
    agents = veterans(staff, hiring, now)
    _enrol_all(staff, learners, now)
    say("演示：有人快走完了……")
    _finish(staff, learners, now)
    propose_the_rest(now)
    say("")
    say("演示账号（工号 / 密码，只显示这一次）")
    for player in [*staff.values(), *learners.values(), *agents.values()]:
        say(f"  {player.number:<10} {player.password:<28} {player.name}：{player.shows}")


def _people(at: datetime, now: datetime) -> tuple[dict[str, Player], dict[str, Player], Hiring]:
    with db.transaction(at=at, by="demo", why="demo"):
        team = people.keep_team("售前接待组")
        store = people.keep_store("云舟箱包旗舰店", "淘宝")
    joined = day_of(at)
    hiring = Hiring(team, joined, at, "demo")
    staff: dict[str, Player] = {}
    for number, name, role, in_team, shows in STAFF:
        staff[number] = add(number, name, shows, hiring, in_team=in_team)
        appoint(staff[number], role, hiring, in_team=in_team)
        at_work(staff[number], hiring)
    learners = {}
    for number, name, days_ago, shows in LEARNERS:
        first_day = day_of(now) - timedelta(days=days_ago)
        arrives = Hiring(team, first_day, start_of(first_day, clock.zone()) + timedelta(hours=7), "demo", store)
        learners[number] = add(number, name, shows, arrives)
    return staff, learners, Hiring(team, joined, at, "demo", store)


def _decide(administrator: Player, at: datetime) -> None:
    with db.transaction(at=at + timedelta(minutes=5), by=administrator.id, why="demo"):
        people.adopt_suggestions(reason="演示：全部采用建议值", by=administrator.id, at=at + timedelta(minutes=5))


def _hire(staff: dict[str, Player], player: Player, now: datetime) -> Hire:
    """Enrol somebody for the course that began on their first day."""
    start = day_of(now) - timedelta(days=DAYS_AGO[player.number])
    at = start_of(start, clock.zone()) + timedelta(hours=8)
    with db.transaction(at=at, by=staff["T001"].id, why="demo"):
        batch = curriculum.keep_cohort(f"{start.month} 月第 {1 + (start.day - 1) // 7} 批", COURSE, start)
        choice = curriculum.Choice(COURSE, start, staff["M001"].id, staff["T001"].id, batch.id)
        enrolment = curriculum.enrol(player.id, choice, by=staff["T001"].id, at=at)
        return Hire(player, enrolment.id, staff["M001"], staff["T001"], start)


def _enrol_all(staff: dict[str, Player], learners: dict[str, Player], now: datetime) -> None:
    today = day_of(now)
    _hire(staff, learners["CS-20440"], now).walk(1, today=today)
    sixth = _hire(staff, learners["CS-20441"], now)
    sixth.walk(4, today=today)
    sixth.signs = False
    sixth.learn(5, Watch(sixth.start_on + timedelta(days=4), time(9, 30)))
    drill_some(sixth, Watch(today - timedelta(days=1), time(20, 0)), bank_key="TB")
    away = _hire(staff, learners["CS-20442"], now)
    away.walk(3, today=today)
    _pause(away, staff, now)


def _finish(staff: dict[str, Player], learners: dict[str, Player], now: datetime) -> None:
    """Those who have reached the exam and what comes after it."""
    partner = staff["Q001"]  # plays the customer, decides nothing
    opened = start_of(day_of(now) - timedelta(days=AGO - 1), clock.zone()) + timedelta(hours=10)
    publish(EXAM, staff["T001"], opened)
    failed = _hire(staff, learners["CS-20443"], now)
    sit(failed.player, EXAM, whole_course(failed, partner), wrong=12)
    ready = _hire(staff, learners["CS-20444"], now)
    _pass(ready, whole_course(ready, partner))
    bound = _hire(staff, learners["CS-20445"], now)
    watch = _pass(bound, whole_course(bound, partner))
    until = day_of(now) + timedelta(days=21)
    limits = Conditions(store="云舟箱包旗舰店", daily=60, parallel=3, mentor="何静怡", checks=5, until=until)
    _decide_gate(staff["S001"], bound.player, watch, CONDITIONAL, limits)
    held = _hire(staff, learners["CS-20446"], now)
    watch = _pass(held, whole_course(held, partner))
    certificate = _decide_gate(staff["S001"], held.player, watch, AGREE, Conditions())
    with acting(watch, staff["S001"]):
        suspend(certificate, reason="质检发现两次漏接待，先复训", by=staff["S001"].id, at=watch.after(86400))
    senior = _hire(staff, learners["CS-20447"], now)
    watch = _pass(senior, whole_course(senior, partner))
    _decide_gate(staff["S001"], senior.player, watch, AGREE, Conditions())


def _pass(hire: Hire, watch: Watch) -> Watch:
    """Sit the exam and pass, sign it, close the record."""
    sit(hire.player, EXAM, watch)
    sign_all(hire.player, watch)
    hire.close(watch)
    return watch


def _decide_gate(supervisor: Player, player: Player, watch: Watch, decision: str, conditions: Conditions) -> str:
    """The supervisor decides on the evidence as it stands; gives the certificate's number."""
    at = watch.after(3600)
    seen = certification.readiness([player.id], at)[player.id]
    given = Given(decision, "证据齐全，谈过一次话", seen.hash, conditions)
    with acting(watch, supervisor):
        _made, certificate = decide(player.id, given, proof=proof(supervisor, at), at=at)
    assert certificate is not None
    return certificate.no


def _pause(hire: Hire, staff: dict[str, Player], now: datetime) -> None:
    first = day_of(now) - timedelta(days=1)
    at = Watch(first - timedelta(days=1), time(18, 0)).at
    with db.transaction(at=at, by=staff["T001"].id, why="demo"):
        curriculum.pause(
            hire.enrolment_id,
            from_on=first,
            until_on=first + timedelta(days=2),
            reason="家里有事，请假三天",
            by=staff["T001"].id,
            at=at,
        )
