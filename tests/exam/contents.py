"""A small bank of every kind, two exams and a one-day course for each, for the tests of this room."""

from __future__ import annotations

LONG = (
    "这款已经是最低价了，您要是觉得贵可以再看看别家",
    "理解您想买得更划算。这款满 300 元可用 20 元店铺券，我帮您看看怎么下单最省",
    "我私下给您减 30 元，您先拍下，别写在备注里",
    "同样的价格您去哪儿都买不到，您放心拍就是了",
)

POINTS = """# 知识点 points 知识点表
【英文名】Knowledge points
【英文简介】One list.

- 平台规则／考试时限 【英文】Clocks
- 服务规范／考试红线 【英文】Red line
- 服务规范／考试表达 【英文】Expression
- 服务规范／考试权限 【英文】Authority
"""
DECISIONS = """# 决定 decisions 由企业决定的事项
【英文名】Decisions
【英文简介】What the firm decides.
【负责】主管

## 及格线 整数
考试多少分算及格。
【范围】0～100 【单位】分 【用在】考试 【取值】由企业决定
【建议】30 分 试过

## 高级线 整数
还没有定的一条线。
【范围】0～100 【单位】分 【用在】考试 【取值】由企业决定
【建议】8 分 试过

## 通话上限 整数
一通电话最长打多久。
【范围】1～60 【单位】分钟 【用在】章程 【取值】由企业决定
【建议】10 分钟 说清一件事够用
"""
RULES = """# 规则 exam 考试用的时限
【英文名】Clocks
【英文简介】Clocks of payment.
【来源】测试
【平台】淘宝 【截至】2026-01-01 【复核】2030-01-15 【负责】培训师

## EX1 拍下没付款，3 天自动关闭
【起算】买家拍下
【结果】交易关闭
【该动】买家 【时限】3 天 【赢家】卖家
"""
HEAD = """# 题库 EX 考试用的题
【英文名】Exam bank
【英文简介】Every kind.
【知识点】考试时限 【难度】易 【课文】L04 【规则】EX1 【负责】培训师
"""


def single(number: int, stem: str, texts: tuple[str, ...], right: int = 0, more: str = "") -> str:
    """A 单选 whose right option is ``texts[right]``."""
    options = "\n".join(f"- {'√' if index == right else '×'} {text}" for index, text in enumerate(texts))
    return f"\n## EX-{number:03} 单选\n{stem}\n\n{options}\n\n【解析】从拍下那一刻起算。\n{more}"


SINGLES = "".join(
    single(
        number,
        f"第 {number} 题：买家拍下后没付款，满几天自动关闭？",
        ("3 天", f"{number + 3} 天", f"{number + 13} 天", "30 天"),
    )
    for number in range(1, 9)
)
OTHERS = f"""
## EX-011 多选
客户在对话里辱骂您，哪些做法是允许的？

- √ 先道歉，问清楚是哪一单
- √ 请组长一起接
- × 回一句“嘴巴放干净点” 【一票否决】被骂回嘴，碰红线

【解析】听问题，不听语气。
【知识点】考试红线 【计分】漏选得一半

## EX-012 判断
买家拍下两天没付款，客服可以先替他把订单关掉。

【答案】错
【解析】到时会自己关。
【知识点】考试红线
【一票否决】主动关闭买家订单

## EX-013 填空
满 ____ 天关闭；平邮是 ____ 天。

【答案】3；三
【答案】30；三十
【解析】平邮路上慢。
【计分】按比例

## EX-014 数值
按本店章程，一通电话最长打几分钟？

【答案】{{通话上限}} 分钟
【解析】上限由企业决定。

## EX-015 排序
买家要求退货退款。按先后排好。

1. 买家提交退款申请
2. 卖家同意
3. 买家寄回商品
4. 退款到账

【解析】先申请。
【计分】相邻对

## EX-016 匹配
把情形和时限连起来。

- 拍下后没付款 → 3 天
- 快递发货 → 10 天
- → 15 天

【解析】先问该谁动。
【计分】按比例 【难度】难

## EX-017 归类
走完以后对谁有利？

- 拍下没付款 → 卖家
- 申请退款后卖家没点 → 买家

【解析】该动的没有动。
【计分】按比例 【难度】难

## EX-018 权限
客户要求退款，客服直接点“同意退款”。

【答案】不能做
【谁决定】客服主管
【解析】退款的决定权在主管。
【知识点】考试权限

## EX-019 案例
> 买家 09:12：包寄回来了，钱呢？
> 客服 09:16：还没有验收。

### EX-019.1 数值
快递退货最多几天？

【答案】10 天
【解析】快递 10 天。

### EX-019.2 判断
可以先答应今天一定退。

【答案】错
【解析】退款由主管定。

## EX-020 简答
时限为什么不能背一次用一年？

【参考】平台随时会改规则；先查规则表，不猜。
【评分】
- 规则会改 【分】1.5
- 先查规则表 【分】1
- 不猜，先问 【分】0.5
【解析】写错一天，就是一次错误承诺。
【知识点】考试表达

## EX-021 案例
> 买家 09:12：到底哪天能退？

【知识点】考试表达

### EX-021.1 判断
可以说“等一等”。

【答案】错
【解析】里面没有信息。

### EX-021.2 改写
把“等一等”改写成一句有内容的话。

【参考】我已经在催仓库，今天 17:00 前给您回话。
【评分】
- 说清正在做什么 【分】2
- 给出具体时间 【分】2
【解析】给时间。
{single(22, "客户说：“同款别家只卖 350，你们便宜 50 我马上拍。”您的权限只有 20 元店铺券。哪一句最合适？", LONG, 1, "【知识点】考试权限" + chr(10))}"""
BANK = HEAD + SINGLES + OTHERS

# Auto-graded and short: four choices of eight, a line of 6 of 8, one hour.
QUICK = """# 考试 quick-exam 快考
【英文名】Quick exam
【英文简介】Four choices.
【满分】8 分 【时长】60 分钟 【及格线】6 分 【次数】2 次 【间隔】24 小时

## 时限
【最低】50%

- 考试时限 单选 易 4 题 每题 2 分
"""
# Every kind, two of them marked by a person; the line is the firm's.
WALK = """# 考试 walk-exam 售前上岗考试
【英文名】Walk exam
【英文简介】Every kind.
【满分】40 分 【时长】40 分钟（本库选定） 【及格线】{及格线} 分 【次数】2 次（本库选定） 【间隔】24 小时（本库选定）

## 平台规则
【最低】50%（本库选定）

- 考试时限 单选 易 2 题 每题 3 分
- 考试时限 填空 任意 1 题 每题 3 分
- 考试时限 数值 任意 1 题 每题 3 分
- 考试时限 排序 任意 1 题 每题 3 分
- 考试时限 匹配 难 1 题 每题 3 分
- 考试时限 归类 难 1 题 每题 3 分
- 考试时限 案例 任意 1 题 每题 3 分

## 规范与权限
【最低】60%（本库选定）

- 考试红线 多选 任意 1 题 每题 2 分
- 考试红线 判断 任意 1 题 每题 2 分
- 考试权限 任意 任意 2 题 每题 2 分
- 考试表达 简答 任意 1 题 每题 3 分
- 考试表达 案例 任意 1 题 每题 5 分
"""

# For the model: two choices and a short answer, as many attempts as one likes.
MODEL = """# 考试 model-exam 模型考试
【英文名】Model exam
【英文简介】Two choices and a short answer.
【满分】7 分 【时长】60 分钟 【及格线】7 分 【次数】9999 次 【间隔】0 小时

## 时限
【最低】0%

- 考试时限 单选 易 2 题 每题 2 分
- 考试表达 简答 任意 1 题 每题 3 分
"""

MODULES = """# 模块 presale 售前岗前模块
【英文名】Modules
【英文简介】Steps.

## 仓库
- K1 线下 仓库认货 【时长】1 天 【签字】学员、带教人

## 快考
- Z1 考试 quick-exam

## 模型
- Z3 考试 model-exam

## 验收
- Z2 考试 walk-exam
"""


def course(key: str, module: str) -> str:
    """A course of one day: a step to be confirmed and signed, then the exam."""
    return f"""# 课程 {key} {module}一日课程
【英文名】One day
【英文简介】Short.
【岗位】售前客服 【天数】1 【模块】presale 【准入】presale-gate 【负责】培训师

## 第一段 学

### 第 1 天 全部
- 仓库
- {module}
"""


COURSES = (course("quick-1d", "快考"), course("walk-1d", "验收"), course("model-1d", "模型"))
