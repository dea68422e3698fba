"""What looks like a banned phrase and is none: longer words it is cut out of, someone else's words, a sentence that denies it."""

from __future__ import annotations

from functools import lru_cache

from cstrain.roleplay.rules.reply.finder import finder
from cstrain.roleplay.rules.reply.fold import FILLERS, Folded, fold
from cstrain.roleplay.rules.reply.negation import is_denied

# a phrase that shares characters with one of these and ends inside it, or begins inside it, is another word
LONGER = ["认真", "当真", "果真", "逼真", "写真", "真烦请", "真烦劳", "真烦您", "特别", "分别", "级别", "区别", "告别", "性别", "类别", "识别", "个别", "辨别", "鉴别", "派别", "别针", "服了药", "了解", "了然", "了如", "了不起", "这里", "那里", "哪里", "布料", "布置", "布局", "布艺", "布面", "损伤", "受伤", "擦伤", "划伤", "残留", "残余", "残次", "笑呵呵", "乐呵呵", "文化衫", "文化节", "文化墙", "素质拓展", "素质教育", "蛋糕", "蛋黄", "蛋白", "蛋卷", "滚筒", "滚轮", "滚边", "滚动", "滚珠", "门缝", "门把", "门口", "门锁", "门框", "无穷", "穷尽", "办公", "办法", "办理", "便当", "便签", "便利", "便携", "便宜", "便捷", "便于", "便条", "身材", "身故事", "故事", "语音", "语言", "语气", "认账号", "账号", "账户", "收件", "收货", "查收", "退路", "退换", "清楚些", "技术参数表", "判责任", "责任心", "责任人", "胖瘦", "老师", "老客", "老板", "老家", "明显", "显示", "显得", "点心", "点亮", "点击", "点缀", "点位", "点评", "乱点缀", "填充", "填写", "小学生都会喜", "小学生都会爱", "三岁小孩都会喜", "三岁小孩都会爱", "都会喜欢", "都会爱", "常识卡", "基本常识卡", "常识手册", "土包子系列", "包子", "克重新", "重新", "重复", "重量", "重要", "病房", "病号服", "神经病学", "说重点推荐", "快点说明", "说明", "说法", "问题", "问候", "问卷", "买单", "买家", "买菜", "买手", "买一", "赠一", "我服务", "服务", "服装", "服饰", "服帖", "工单独", "单独", "指标签", "标签", "技术员", "报错过", "错过", "弄错位", "错位", "错开", "错落", "错峰", "超时空", "时空", "乱了解", "太急救", "急救", "急用", "急需", "火急", "应急", "着急", "紧急", "救急", "会员", "会场", "会议", "吧台", "酒吧", "吧嗒", "吗啡", "烦恼", "烦琐", "麻烦", "耐烦", "死角", "死扣", "卡死", "死结", "累计", "累积", "积累", "空间", "空气", "空调", "空余", "没空运", "空运", "下班车", "班车", "滚烫", "事多件", "倒霉熊", "无语文", "语文", "不该季", "该季"]  # fmt: skip
ALLOWED = (
    "您忙着呢", "不可能让您", "不可能少了您", "不可能不管", "您刚才说过了", "您说过了", "给您说重点", "先说重点", "赶紧说给", "快点说给", "您不该出", "您不该付",
    "您不该等", "没时间跟您细", "受不了您就", "受不了您可以", "下得没完没了", "货没有问题才", "没问题才", "乱点也好", "那您想怎么样搭", "那您想怎么样配", "那您想怎么样穿", "修好了好了", "弄好了好了", "办好了好了",
)  # fmt: skip
OWN = (
    "又来了一批 又来了新 又来了几 我赶紧说 我快点说 我说重点 先给您说重点 咱说重点 仓库忙着呢 那边忙着呢 正忙着呢 师傅忙着呢 主管忙着呢 同事忙着呢 看我有什么办法 看看我有什么办法 我有什么办法能"
    " 怎么可能让您 怎么可能不管 绝对没有问题 绝对没有色差 不可能让 不可能不 那不行的话 那不行我再 我把地址填错了 我们地址填错了 您不该受 您不应该受 您不应该出 您不应该付 您不该承担 您不应该承担 您不该花"
    " 您不应该等 老顾客又来了 您没必要担心 我不清楚的我 我不知道的我"
).split()  # fmt: skip
OURSELVES = ("我", "我们", "咱们", "仓库", "同事", "快递", "快递员", "师傅", "店里", "客服", "是我", "是我们")
FOR_YOU = ("给", "帮", "替", "把", "为")
TABOO = "忌"
TOLD = ("跟仓库", "跟主管", "跟财务", "跟快递", "跟组长", "和仓库", "和主管", "向主管", "给仓库")
OTHERS = (
    "您说", "您刚说", "您刚才说", "您问", "您讲", "您提到", "您觉得", "您担心", "肯定觉得", "客户说", "顾客说", "同事说", "别人说", "有人说", "他说", "她说", "主管说", "您怕", "让您觉得",
    "您反映", "听到", "听见",
)  # fmt: skip
IF = ("要是", "如果", "万一", "假如", "若是", "倘若", "假使")
QUOTED = tuple(zip('「“『‘《"', '」”』’》"', strict=True))
SAYING = "说讲骂叫问写字名喊听回提款系印"
NEAR = 12

HARMLESS_LETTERS = frozenset(
    [
        "app",
        "vip",
        "sku",
        "usb",
        "ems",
        "dhl",
        "led",
        "diy",
        "xxl",
        "xxxl",
        "xxs",
        "ok",
        "tb",
        "jd",
        "pdd",
        "qq",
        "wx",
        "abs",
        "pvc",
        "cm",
        "mm",
        "kg",
        "nfc",
        "hi",
        "hello",
        "bye",
        "pos",
        "logo",
        "size",
        "new",
        "note",
        "plus",
        "pro",
        "max",
        "mini",
        "wifi",
        "type",
        "iphone",
        "ipad",
        "android",
        "windows",
        "excel",
        "word",
        "pdf",
        "jpg",
        "png",
        "gif",
        "mp4",
        "http",
        "https",
        "www",
        "com",
        "cn",
        "html",
        "tmall",
        "taobao",
        "alipay",
        "sf",
        "zto",
        "yto",
        "sto",
        "jt",
        "dior",
        "nike",
        "zara",
        "tpu",
        "eva",
        "poly",
        "spf",
        "gmail",
        "email",
        "mail",
        "code",
        "link",
        "live",
        "free",
        "sale",
        "pink",
    ]
)


def is_ours(said: Folded, group: str, start: int) -> bool:
    """给您弄错了 is what we did; a taboo after 我们 or 仓库 is about ourselves."""
    before = said.text[max(0, start - 4) : start]
    if said.text[start] == "你":
        return before.endswith(FOR_YOU)
    return group.startswith(TABOO) and said.clause(start)[0] < start and before.endswith(OURSELVES)


def is_harmless(original: str, said: Folded, start: int, end: int) -> bool:
    """Whether the phrase at start to end is none: cut out of a longer word, quoted, told of someone, denied, or only supposed."""
    span = said.span(start, end)
    first, last = said.clause(start)
    before = said.text[max(first, start - NEAR) : start]
    return (
        original[span.start - 1 : span.start] == "@"
        or _is_cut_out(said.text[max(0, start - 6) : end + 6], min(start, 6), end - start)
        or _is_quoted(original, span.start, span.end)
        or any(word in before for word in (*_OTHERS, *_TOLD))
        or (said.text[start] in "不没" and before.endswith(_TWICE))
        or (said.text[first:start].startswith(_IF) and "的话" in said.text[end:last])
        or is_denied(said, start, min(end, last))
    )


@lru_cache(maxsize=4096)
def _is_cut_out(around: str, start: int, length: int) -> bool:
    end = start + length
    return any(
        begin < start < stop <= end or start <= begin < end < stop for _, begin, stop in finder(_LONGER).find(around)
    )


def _is_quoted(original: str, start: int, end: int) -> bool:
    """In quotation marks, with a word for saying or naming before them."""
    for opening, closing in QUOTED:
        begin = original.rfind(opening, max(0, start - 30), start)
        if begin < 0 or original.find(closing, end, end + 30) < 0 or closing in original[begin + 1 : start]:
            continue
        return any(sign in SAYING for sign in original[max(0, begin - NEAR) : begin])
    return False


_LONGER = tuple(fold(word).without(FILLERS).text for word in LONGER)
_OTHERS = tuple(fold(word).text.replace("您", "你") for word in OTHERS)
_TOLD = tuple(fold(word).text for word in TOLD)
_TWICE = ("不会", "不是", "不能", "绝不", "从不", "决不")
_IF = tuple(fold(word).text for word in IF)
