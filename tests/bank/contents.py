"""Content of the bank tests: a bank of all twelve kinds, a register, knowledge points and decisions of their own."""

from __future__ import annotations

from datetime import UTC, datetime

from cstrain.bank import actions
from cstrain.bank.rules import Question, read_question
from cstrain.kit import db
from cstrain.kit.content import Document, read
from cstrain.people.actions import load_decisions

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
BY = "tests"

HEAD = """\
# 题库 TK 测试题库
【英文名】Test bank
【英文简介】One question of each kind.
【知识点】淘宝时限 【难度】中 【课文】L04 【负责】培训师
"""

SINGLE = """\
## TK-001 单选
买家拍下商品后一直没有付款，多久以后订单会自动关闭？

- × 2 天 【解析】那是未发货退款的时限。
- √ 3 天
- × 7 天 【解析】7 天用在卖家拒绝退款以后。

【解析】从拍下那一刻起算，满 3 天没付款，交易关闭 {TK1}。
【规则】TK1 【难度】易 【覆盖】F083
"""

MULTIPLE = """\
## TK-002 多选
客户在对话里辱骂您，哪些做法是允许的？

- √ 先道歉，问清楚是哪一单
- √ 请组长一起接
- √ 记下来，下班前登记
- × 回一句“嘴巴放干净点” 【解析】回嘴就是冲突。 【一票否决】被骂回嘴，碰红线
- × 拉黑客户 【解析】客户的问题还在。

【解析】听问题，不听语气。
【来源】本店
【计分】漏选得一半 【知识点】红线
"""

JUDGEMENT = """\
## TK-003 判断
买家拍下两天没付款，客服可以先替他把订单关掉。

【答案】错
【解析】不付款的单子到时会自己关。
【一票否决】主动关闭买家订单
【规则】TK1 【难度】易
"""

BLANKS = """\
## TK-004 填空
快递发货后满 ____ 天付款给卖家；用平邮寄出的，是 ____ 天。

【答案】10；十
【答案】30；三十；30天
【解析】平邮路上慢，时间是快递的三倍。
【计分】按比例 【规则】TK4、TK5 【覆盖】F087、F088
"""

ANY_ORDER = """\
## TK-005 填空
推销时的三忌是：忌 ____、忌 ____、忌 ____。

【答案】专业；行话；术语
【答案】直白；直接
【答案】批评；指责；专业
【解析】三样都让人下不来台。
【来源】本店
【空位】不限顺序 【计分】按比例
"""

NUMBER = """\
## TK-006 数值
主店得 90 分，副店得 75 分，按六四开，综合得分是多少？

【答案】84±0.5 分
【解析】90 × 0.6 + 75 × 0.4 = 84。
【来源】本店
"""

BETWEEN = """\
## TK-007 数值
每人每天比较理想的询单量，写一个数。

【答案】介于 80～120 个
【解析】高于 120 个要加人。
【来源】本店
"""

DECIDED = """\
## TK-008 数值
按本店章程，一通电话最长打几分钟？

【答案】{通话上限} 分钟
【解析】上限由企业决定。
【来源】本店
"""

ORDER = """\
## TK-009 排序
买家要求退货退款，一切顺利。按先后排好。

1. 买家提交退款申请
2. 卖家同意，并要求退货
3. 买家寄回商品，点“退货”
4. 卖家确认收到退货
5. 退款到买家账户

【解析】买家点“退货”以后，换成等卖家确认收货的钟。
【来源】本店
【计分】相邻对
"""

MATCH = """\
## TK-010 匹配
把情形和时限连起来。

- 拍下后没付款 → 3 天
- 快递发货后没有动作 → 10 天
- 平邮发货后没有动作 → 30 天
- → 15 天 【解析】那是拼多多投诉的期限。

【解析】先问该谁动，再问从哪一刻走。
【计分】按比例 【规则】TK1、TK4、TK5 【难度】难
"""

CLASSIFY = """\
## TK-011 归类
这些钟走完以后，结果对谁有利？

- 拍下没付款 → 卖家
- 快递发货后买家没动作 → 卖家
- 申请退款后卖家没点发货 → 买家
- 退货后卖家没确认 → 买家

【解析】该动的一方没有动，钟走完就对另一方有利。
【计分】按比例 【规则】TK1、TK4 【难度】难
"""

AUTHORITY = """\
## TK-012 权限
客户砍价，客服给一张优惠券。

【答案】有尺度
【尺度】每单不超过 {客服让价上限} 元，一个订单只给一次
【谁决定】超过上限找当班组长
【解析】让客户觉得赚到了，但有边界。
【来源】本店
【知识点】权限
"""

FORBIDDEN = """\
## TK-013 权限
客户要求退款，客服直接点“同意退款”。

【答案】不能做
【谁决定】客服主管
【解析】退款的决定权在主管。
【一票否决】越权同意退款
【来源】本店
【知识点】权限
"""

SHORT = """\
## TK-014 简答
平台的时限为什么不能背一次用一年？

【参考】平台随时会改规则；拿不准时先查规则表，不猜。
【评分】
- 规则会改 【分】1.5
- 先查规则表 【分】1
- 不猜，先问 【分】0.5
【解析】写错一天，就可能变成一次错误承诺。
【来源】本店
"""

REWRITE = """\
## TK-015 改写
“不拍照我怎么判断？”

【参考】麻烦您拍张照片给我，我马上帮您核实。
【评分】
- 还是请客户提供照片 【分】2
- 没有反问 【分】2
【解析】改成请求，再说我来做什么。
【来源】本店
"""

CASE = """\
## TK-016 案例
> 买家 09:12：包我上周四就用快递寄回来了
> 买家 09:12：今天都第 6 天了，钱呢？
> 客服 09:16：包裹昨天到仓库，还没有验收。

【规则】TK11

### TK-016.1 数值
卖家最多有几天确认收货？

【答案】10 天
【解析】快递退货 10 天；平邮退货 30 天。
【覆盖】F095

### TK-016.2 判断
客服可以先答应今天一定退。

【答案】错
【解析】退款由主管定。
【一票否决】越权承诺退款

### TK-016.3 改写
把“等一等”改写成一句有内容的话。

【参考】我已经在催仓库验收，今天 17:00 前给您回话。
【评分】
- 说清正在做什么 【分】2
- 给出具体时间 【分】2
【解析】“等一等”里面没有任何信息。
"""

ALL = (
    SINGLE, MULTIPLE, JUDGEMENT, BLANKS, ANY_ORDER, NUMBER, BETWEEN, DECIDED, ORDER, MATCH, CLASSIFY, AUTHORITY,
    FORBIDDEN, SHORT, REWRITE, CASE,
)  # fmt: skip
BANK = "\n".join([HEAD, *ALL])

RULES = """\
# 规则 test 测试规则
【英文名】Test rules
【英文简介】Clocks for tests.
【来源】测试
【平台】淘宝 【截至】2026-01-01 【复核】2027-01-15 【负责】培训师

## TK1 拍下没付款，3 天关闭
【起算】买家拍下
【结果】交易关闭
【该动】买家 【时限】3 天 【赢家】卖家

## TK4 快递发货后 10 天付款给卖家
【起算】卖家确认发货
【结果】付款给卖家
【该动】买家 【时限】10 天 【赢家】卖家

## TK5 平邮发货后 30 天付款给卖家
【起算】卖家确认发货
【结果】付款给卖家
【该动】买家 【时限】30 天 【赢家】卖家

## TK11 买家已退货，卖家没确认收到
【起算】买家退货
【结果】退款给买家
【该动】卖家 【赢家】买家

- 快递 → 10 天
- 平邮 → 30 天
"""

POINTS = """\
# 知识点 points 知识点表
【英文名】Points
【英文简介】Points of the tests.

- 平台规则／淘宝时限 【英文】Taobao clocks
- 服务规范／权限 【英文】Authority
- 服务规范／红线 【英文】Red line
"""

DECISIONS = """\
# 决定 decisions 由企业决定
【英文名】Decisions
【英文简介】Decisions of the tests.
【负责】主管

## 通话上限 整数
一通电话最长打多久。
【范围】1～60 【单位】分钟 【用在】章程 【取值】由企业决定
【建议】10 分钟 说清一件事够用

## 客服让价上限 金额
一单里客服自己能让多少钱。
【范围】0～100 【单位】元 【用在】权限 【取值】由企业决定
【建议】10 元 够让客户觉得赚到了
"""

MADE = {"通话上限": "10", "客服让价上限": "20"}


def bank_document(text: str = BANK, file: str = "TK-test.md") -> Document:
    return read(text, file)


def question(text: str) -> Question:
    """The question of one of the texts above, as the bank hands its defaults down."""
    document = read(f"{HEAD}\n{text}", "TK-test.md")
    assert not document.problems, document.problems
    return read_question(document.parts[0])


def load_ground() -> None:
    """Decisions, points and rules; needs an open transaction."""
    load_decisions(read(DECISIONS, "decisions.md"))
    actions.load_points(read(POINTS, "points.md"), AT, BY)
    actions.load_rules(read(RULES, "rules-test.md"), AT, BY)


def load_all(text: str = BANK, **extra: object) -> actions.Loaded:
    """Everything, in one transaction."""
    with db.transaction(at=AT, by=BY, why="load"):
        load_ground()
        return actions.load_bank(bank_document(text), AT, BY, **extra)  # type: ignore[arg-type]


def decide_all() -> None:
    """The firm chooses every decision of the tests."""
    from cstrain.people.actions import decide

    with db.transaction(at=AT, by=BY, why="decide"):
        for name, value in MADE.items():
            decide(name, value, reason="测试", by=BY, at=AT)
