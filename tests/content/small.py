"""A library of one lesson, one course and everything that hangs on them: each kind once, nothing wrong in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>x</title><path d="M1 1h7"/></svg>\n'
PDF = b"%PDF-1.4\n%%EOF\n"
HEAD = "【英文名】Name\n【英文简介】One sentence.\n"
SAID = (
    "客户拍下以后没有付款，系统会等他三天。三天里您不用催，更不用替他关单：有人是想等活动，有人是忘了，也有人正在比较两家店。"
    "您要做的是记住这座钟从哪一刻开始走，走完了会怎样，然后在客户来问的时候，一句话说清楚。"
)
LESSON = f"""# 课文 L90 付款以前的一座钟
{HEAD}【目标】说得出拍下没付款几天关闭。
【规则】TQ1
【自测】TQ-001、TQ-002 【时长】20 分钟 【复核】2030-01-15 【负责】培训师

拍下没付款，**3 天**自动关闭 {{TQ1}}。一通电话最长 {{通话上限}} 分钟。

{SAID}

> 客户：我昨天拍的，怎么还能付？
> 客服：能付的，从您拍下算起满三天才会关，今天付都来得及。

![三天的时间线](img/three-days.svg)

## 怎么说

{SAID}

{SAID}

## 小结

{SAID}
"""


def question(number: int, right: str = "3 天", others: tuple[str, ...] = ("2 天", "7 天")) -> str:
    """A 单选 about the one clock; every number asks it in other words."""
    asked = (
        "买家拍下商品以后一直没有付款，几天以后这笔交易会自动关闭？",
        "客户说他前天拍的还没付，最晚在第几天以前付款都还来得及？",
        "从拍下那一刻开始走的那座钟，走完一共要多久？",
        "店里的新同事问没付款的单子放几天，您怎么答？",
        "一位老客户想等月底发了工资再付，这一单最多能等他多少天？",
        "没付款的订单列表里，最老的一单会是几天以前拍下的？",
    )
    wrong = "\n".join(f"- × {other} 【解析】那是别的钟。" for other in others)
    return f"""## TQ-{number:03d} 单选
{asked[(number - 1) % len(asked)]}

- √ {right}
{wrong}

【解析】从拍下算起，满 3 天没付款就关闭。
【难度】易
"""


BANK_HEAD = f"# 题库 TQ 付款的钟\n{HEAD}【知识点】付款时限 【课文】L90 【规则】TQ1 【负责】培训师\n"
BANK = "\n".join([BANK_HEAD, *(question(number) for number in range(1, 7))])

SMALL: dict[str, str] = {
    "curricula/shared/decisions.md": f"""# 决定 decisions 由企业决定的事项
{HEAD}【负责】主管

## 通话上限 整数
一通电话最长打多久。
【范围】1～60 【单位】分钟 【用在】章程 【取值】由企业决定
【建议】10 分钟 说清一件事够用

## 及格线 整数
考试多少分算及格。
【范围】60～100 【单位】分 【用在】考试 【取值】由企业决定
【建议】80 分 多数岗位取八成
""",
    "curricula/shared/rules-tq.md": f"""# 规则 tq 付款的时限
{HEAD}【来源】测试
【平台】淘宝 【截至】2026-01-01 【复核】2030-01-15 【负责】培训师

## TQ1 拍下没付款，3 天自动关闭
【起算】买家拍下
【结果】交易关闭
【该动】买家 【时限】3 天 【赢家】卖家
""",
    "curricula/shared/charter.md": f"""# 规则 charter 服务章程
{HEAD}【来源】本店
【平台】本店 【复核】2030-01-15 【负责】主管

## ZQ1 电话时长
一通电话最长 {{通话上限}} 分钟。说不完，约好时间再打。

## ZQ2 离开座位
离开以前说一声。
""",
    "question_banks/points.md": f"""# 知识点 points 知识点表
{HEAD}
- 平台规则／付款时限 【英文】Clocks of payment
""",
    "question_banks/TQ-clocks.md": BANK,
    "curricula/shared/banned.md": f"""# 禁语 banned 服务禁语
{HEAD}【负责】质检

## 烦躁语
【英文名】Irritation
【说明】自己的心情漏进了话里。

- B101 急什么急；催什么催 【程度】轻 【换成】您着急我明白，我现在就去问
""",
    "curricula/shared/scripts-soothing.md": f"""# 话术 soothing 安抚话术
{HEAD}【负责】培训师

## 催付款
【英文名】Asking for payment

- H001 您这一单给您留着，今天付都来得及。
""",
    "curricula/shared/rubric-common.md": f"""# 量表 common 通用评分量表
{HEAD}
## 态度
【英文名】Attitude
【权重】60

1. 顶撞
2. 冷淡
3. 礼貌
4. 温和
5. 让人听得出笑意

## 答得对
【英文名】Right answer
【权重】40

1. 答错
2. 含糊
3. 答对一半
4. 答对
5. 答对并说清来由
""",
    "curricula/shared/lessons/L90-clock.md": LESSON,
    "curricula/shared/scenarios/R90-late.md": f"""# 场景 R90 迟迟没付款
{HEAD}【岗位】售前客服 【规则】TQ1 【量表】common 【首响】30 秒 【回复】60 秒 【总时长】6 分钟 【及格线】85 分（本库选定）

## 客户卡
你拍了没付，想知道还能等几天。

## 客服卡
拍下满三天没付款就关闭。

## 开场
> 客户：我昨天拍的，还能等几天？

- 事实 期限：3 天 【规则】TQ1 【分】60 【说错】致命 【没说】扣 10
- 必须 接住：明白；理解 【分】40
- 转 否则 → 结局·知道了

## 结局·知道了
> 客户：好，我明天付

## 范例·满分
【得分】100 【走到】结局·知道了

> 客服：明白，从拍下算 3 天，您明天付来得及。
""",
    "curricula/pay/exam.md": f"""# 考试 pay-exam 付款考试
{HEAD}【满分】9 分 【时长】10 分钟 【及格线】{{及格线}} 分 【次数】2 次 【间隔】24 小时

## 时限
【最低】60%

- 付款时限 单选 易 3 题 每题 3 分
""",
    "curricula/pay/gate.md": f"""# 准入 pay-gate 付款上岗准入
{HEAD}【决定人】主管 【证书】付款上岗证 【有效期】12 月

- G1 记录表 全部环节由学员本人签字
- G2 考试 pay-exam
- G3 确认 charter
""",
    "curricula/shared/ladder-two.md": f"""# 等级 two 两级
{HEAD}
## junior 初级
【英文名】Junior

- 证书 付款上岗证
""",
    "curricula/pay/modules.md": f"""# 模块 pay 付款模块
{HEAD}
## 付款
- T1 课文 L90 【时长】20 分钟
- T2 练习 TQ 3 题 【先完成】T1
- T3 确认 charter
- T4 演练 R90 【先完成】T2
- T5 考试 pay-exam
""",
    "curricula/pay/pay-1d.md": f"""# 课程 pay-1d 付款一日课
{HEAD}【岗位】售前客服 【天数】1 【模块】pay 【准入】pay-gate 【负责】培训师

## 一段

### 第 1 天 付款
【目标】说得出那座钟。

- 付款
""",
}
PICTURE = "curricula/shared/lessons/img/three-days.svg"
PLAN = "curricula/shared/lessons/attached/L90/plan.pdf"
FACTS = frozenset({"F001"})


def files(changes: Mapping[str, str | bytes | None] | None = None) -> dict[str, bytes]:
    """The library as path → bytes, with some files changed, added, or (None) left out."""
    whole: dict[str, str | bytes | None] = {**SMALL, PICTURE: SVG, PLAN: PDF, **(changes or {})}
    return {path: text.encode() if isinstance(text, str) else text for path, text in whole.items() if text is not None}


def swapped(path: str, old: str, new: str) -> dict[str, bytes]:
    """The library with one wording of one file replaced."""
    text = SMALL[path]
    assert old in text, old
    return files({path: text.replace(old, new, 1)})


def zipped(contents: Mapping[str, bytes], top: str = "") -> bytes:
    """These files as a zip, below a folder if one is named."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in contents.items():
            archive.writestr(f"{top}/{path}" if top else path, data)
    return out.getvalue()
