"""Content of the role-play tests: one small scenario with everything in it, a rubric, phrases, scripts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from cstrain.bank.rules import Rule, examine_rule
from cstrain.kit.content import Document, read
from cstrain.roleplay.rules import BannedLine, Known

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT / "curricula" / "shared"
AT = datetime(2026, 10, 19, 2, 0, tzinfo=UTC)
BY = "tests"

SCENE = """# 场景 R90 退款迟迟不到账
【英文名】The slow refund
【英文简介】The parcel went back six days ago.
【岗位】售前客服 【规则】DK1 【量表】small 【首响】30 秒 【回复】90 秒 【总时长】8 分钟 【及格线】85 分（本库选定）

## 客户卡
你六天前把包寄回去了。听到「再等等」就发火。

## 客服卡
包裹昨天到仓库，还没验收。让价不超过 {客服让价上限} 元。

## 开场
> 客户：怎么还没退款？

- 必须 致歉：抱歉；让您久等 【分】15
- 应该 共情：换作我；理解您 【分】5
- 禁止 只叫等：再等等；耐心等 【扣】10
- 转 犯 只叫等 → 发火
- 转 否则 → 问时限

## 发火
> 客户：又是等！

- 必须 动手：催＋仓库；我来跟 【分】15
- 转 否则 → 问时限

## 问时限
> 客户：那到底几天能退？

- 事实 最迟退款：10 天 【规则】DK1 【条件】快递 【分】20 【说错】致命 【没说】扣 10
- 上限 补偿：{客服让价上限} 元 【超出】致命
- 致命 回嘴：你才；文明用语
- 转 说错 最迟退款 → 结局·投诉
- 转 得分 ≥ 15 → 你说了算吗
- 转 否则 → 你说了算吗

## 你说了算吗
> 客户：你说了算吗？

- 选 这一步要主管点，我现在去找他。 → 结局·等回话 【分】15
- 选 算，您放心。 → 结局·投诉 【扣】20 【解析】超出权限的承诺。

## 结局·等回话
> 客户：好，我等你

## 结局·投诉
> 客户：我去找平台

## 范例·满分
【得分】100 【走到】结局·等回话

> 客服：抱歉让您久等，换作我也着急。
> 客服：快递最迟 10 天。
> 客服：这一步要主管点，我现在去找他。

## 范例·说错
【得分】0 【走到】致命

> 客服：抱歉。
> 客服：7 天内到账。
"""

RUBRIC = """# 量表 small 小量表
【英文名】Small rubric
【英文简介】Two criteria.

## 态度
【英文名】Attitude
【权重】60

1. 顶撞
2. 冷淡
3. 礼貌
4. 温和
5. 让人听得出笑意

## 规则
【英文名】Rules
【权重】40

1. 说错时限
2. 含糊
3. 数字对
4. 条件也说全
5. 还说了结果
"""

PHRASES = """# 禁语 banned 服务禁语
【英文名】Banned phrases
【英文简介】For tests.

## 反诘语
【英文名】Rhetorical question

- B202 难道…吗；不是…了吗 【换成】麻烦您说说当时的情况 【放行】您不是本人收货了吗
- B001 爱买不买；爱要不要 【换成】我再帮您比较一下
"""

SCRIPTS = """# 话术 soothing 安抚话术
【英文名】Soothing lines
【英文简介】For tests.

## 催发货
【英文名】Hurrying shipment

- H001 让您着急了，我这就看您的单排到哪儿了，{回话时限} 分钟内回您。
"""

RULES = """# 规则 test 测试规则
【英文名】Test rules
【英文简介】Clocks for tests.
【来源】测试
【平台】淘宝 【截至】2026-01-01 【复核】2027-01-15 【负责】培训师

## DK1 买家已退货，卖家没确认收到
【起算】买家退货
【结果】退款给买家
【该动】卖家 【赢家】买家

- 快递；EMS → 10 天
- 平邮 → 30 天
"""


def scene(text: str = SCENE) -> Document:
    return read(text, "R90-test.md")


def rubric(text: str = RUBRIC) -> Document:
    return read(text, "rubric-small.md")


def phrases(text: str = PHRASES) -> Document:
    return read(text, "banned.md")


def scripts(text: str = SCRIPTS) -> Document:
    return read(text, "scripts-soothing.md")


def rules_of(text: str, file: str = "rules-test.md") -> dict[str, Rule]:
    return {part.id: examine_rule(part)[0] for part in read(text, file).parts}


KNOWN = Known(
    rules=rules_of(RULES),
    rubrics=frozenset({"small"}),
    lessons=frozenset(),
    decisions=frozenset({"客服让价上限", "回话时限"}),
    banned=(BannedLine("B900", "烦躁语", ("烦死了",), False, "您说，我在听"),),
)
TODAY = date(2026, 10, 19)
