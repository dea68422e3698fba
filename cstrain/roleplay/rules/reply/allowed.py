"""What looks like a banned phrase and is none: longer words it is cut out of, someone else's words, a sentence that denies it."""

from __future__ import annotations

import re
from functools import lru_cache

from cstrain.roleplay.rules.reply.finder import finder
from cstrain.roleplay.rules.reply.fold import FILLERS, Folded, fold
from cstrain.roleplay.rules.reply.negation import is_denied
from cstrain.roleplay.rules.reply.words import BEGINNING, ENDING

# a phrase that shares characters with one of these and ends inside it, or begins inside it, is another word
LONGER = ["认真", "当真", "果真", "逼真", "写真", "真烦请", "真烦劳", "真烦您", "特别", "分别", "级别", "区别", "告别", "性别", "类别", "识别", "个别", "辨别", "鉴别", "派别", "别针", "服了药", "了解", "了然", "了如", "了不起", "这里", "那里", "哪里", "布料", "布置", "布局", "布艺", "布面", "损伤", "受伤", "擦伤", "划伤", "残留", "残余", "残次", "笑呵呵", "乐呵呵", "文化衫", "文化节", "文化墙", "素质拓展", "素质教育", "蛋糕", "蛋黄", "蛋白", "蛋卷", "滚筒", "滚轮", "滚边", "滚动", "滚珠", "门缝", "门把", "门口", "门锁", "门框", "无穷", "穷尽", "办公", "办法", "办理", "便当", "便签", "便利", "便携", "便宜", "便捷", "便于", "便条", "身材", "身故事", "故事", "语音", "语言", "语气", "认账号", "账号", "账户", "收件", "收货", "查收", "退路", "退换", "清楚些", "技术参数表", "判责任", "责任心", "责任人", "胖瘦", "老师", "老客", "老板", "老家", "明显", "显示", "显得", "点心", "点亮", "点击", "点缀", "点位", "点评", "乱点缀", "填充", "填写", "小学生都会喜", "小学生都会爱", "三岁小孩都会喜", "三岁小孩都会爱", "都会喜欢", "都会爱", "常识卡", "基本常识卡", "常识手册", "土包子系列", "包子", "克重新", "重新", "重复", "重量", "重要", "病房", "病号服", "神经病学", "说重点推荐", "快点说明", "说明", "说法", "问题", "问候", "问卷", "买单", "买家", "买菜", "买手", "买一", "赠一", "我服务", "服务", "服装", "服饰", "服帖", "工单独", "单独", "指标签", "标签", "技术员", "报错过", "错过", "弄错位", "错位", "错开", "错落", "错峰", "超时空", "时空", "乱了解", "太急救", "急救", "急用", "急需", "火急", "应急", "着急", "紧急", "救急", "会员", "会场", "会议", "吧台", "酒吧", "吧嗒", "吗啡", "烦恼", "烦琐", "麻烦", "耐烦", "死角", "死扣", "卡死", "死结", "累计", "累积", "积累", "空间", "空气", "空调", "空余", "没空运", "空运", "下班车", "班车", "滚烫", "事多件", "倒霉熊", "无语文", "语文", "不该季", "该季"]  # fmt: skip
ALLOWED = (
    "我付了", "我复了", "寄什么寄",
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
    after = said.text[end : max(last, end)]
    return (
        _NOT_THAT.search(before) is not None
        or _is_told(said.text[start:end], before)
        or _is_about(said.text[start:end], after)
        or _is_granted(said, (start, end), (first, last))
        or original[span.start - 1 : span.start] == "@"
        or _is_in_a_word(said, start, end)
        or _is_quoted(original, span.start, span.end)
        or any(word in before for word in (*_OTHERS, *_TOLD))
        or (said.text[start] in "不没" and before.endswith(_TWICE))
        or (said.text[first:start].startswith(_IF) and "的话" in said.text[end:last])
        or is_denied(said, start, min(end, last))
    )


def _is_told(phrase: str, before: str) -> bool:
    """What somebody said, thought or asked: 您担心便宜没好货; 前面同事问自己不会看吗."""
    if phrase.startswith("你"):
        return bool(_TELLING_YOU.search(before))
    return bool(_TELLING.search(before))


def _is_about(phrase: str, after: str) -> bool:
    """The phrase only says which (没听说过的客户, 又是您喜欢的颜色), is spoken of as words (这四个字), or denies something bad."""
    if _WHICH.match(after) and not phrase.endswith("的"):
        return True
    if phrase.endswith("的") and _THINGS.match(after):
        return True
    if _WORDS.match(after) or (phrase.endswith(("你", "我")) and _OWNED.match(after)):
        return True
    return phrase.endswith(_ABSOLUTE) and bool(_GOOD.match(after))


def _is_granted(said: Folded, place: tuple[int, int], clause: tuple[int, int]) -> bool:
    """X 也没关系, X 的话我给您…, 要是 X，我给您…: supposed, and answered with help."""
    end, last = place[1], clause[1]
    following = said.text[last : said.clause(last)[1]] if last < len(said.text) and last not in said.full else ""
    after = said.text[end : max(last, end)]
    if said.text[place[0]] != "你" and _OUR_FAULT.match(following):
        return True
    if _NO_RULE.fullmatch(said.text[slice(*place)]) and following.startswith(("你放心", "放心")):
        return True
    if _KINDLY.match(said.text[place[0] :]) or _AGAIN.search(said.text[clause[0] : place[1]]):
        return True
    if _STATES.fullmatch(said.text[slice(*place)]) and _SUBJECTS.search(said.text[clause[0] : place[0]]):
        return True
    if _GRANTED.match(after) or (not after.strip("了的") and _CALMING.match(following)):
        return True
    supposed = (
        "的话" in after[:12]
        or after.startswith("的时候")
        or (
            said.text[clause[0] : place[0]].startswith(_IF) and len(after) <= 4 and "就" not in said.text[slice(*place)]
        )
    )
    return supposed and bool(_HELP.search(after + following))


def _is_in_a_word(said: Folded, start: int, end: int) -> bool:
    """No word goes on over a comma."""
    first, last = max(said.clause(start)[0], start - 6), min(max(said.clause(end - 1)[1], end), end + 6)
    return _is_cut_out(said.text[first:last], start - first, end - start)


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


_TELLING = re.compile(
    "(?:你|客户|顾客|同事|客服|主管|快递员|师傅|家人|孩子|妈妈|别人|有人|人家|他|她|对方|朋友|那位|上一位)[^不没别]{0,5}?"
    "(?:说|讲|问|提到|提过|觉得|以为|认为|担心|怕|怀疑|嫌|抱怨|反映|反馈|骂|喊|发愁|纠结|想知道|让我|要我|叫我|想问|写的是|写着|感觉)[过着了到的是]{0,2}你?[^不没你]{0,6}$"
)
_TELLING_YOU = re.compile(
    "(?:客户|顾客|同事|客服|主管|快递员|师傅|家人|孩子|妈妈|别人|有人|人家|他|她|对方|朋友|那位|上一位)[^不没别]{0,5}?"
    "(?:说|讲|问|觉得|以为|认为|担心|怀疑|嫌|抱怨|骂|喊)[过着了到的是]{0,2}$"
)
_WHICH = re.compile("的(?:[^话吗吧呢啊呀哦时].|时候)")
_THINGS = re.compile(
    "(?:几种|几样|那几|那种|那个|那款|那件|那双|那段|那部分|情况|原因|颜色|尺码|款|羊皮|牛皮|单子|订单|地方)"
)
_WORDS = re.compile(
    f"(?:这话|这句话|这种话|这样的话|那句话|这句|{fold('四个字').text}|{fold('几个字').text}|{fold('五个字').text}|{fold('三个字').text})"
)
_OWNED = re.compile("(?:的[^话]|们|家|同事|妈|爸|孩子|朋友|喜欢|要的|想要|看中|问的|说的|那款|那边|那双|那件)")
_ABSOLUTE = ("不可能", "绝对没有", "绝对不可以", "绝对不行", "怎么可能", "没办法", "没必要", "不可以", "不会错")
_GOOD = re.compile(
    "(?:再?让你|叫你|给你添|少了?你|不管|不给|不退|不换|不赔|不认|不理|下次|下回|问题|瑕疵|色差|异味|隐|拖|丢下|多收|骗|错|陪)"
)
_GRANTED = re.compile(
    "(?:了|的|都|的话)*(?:也|都|就)?(?:没关系|没事|不要紧|不碍事|不怕|无妨)|(?:了|的)*(?:也|都)(?:给你|帮你|替你|能给|可以|行|能|会|欢迎|照样|一样|不怪|不代表)|(?:就好|就放心|我理解|我懂|我明白)"
)
_CALMING = re.compile("(?:也|都|那也)?(?:没关系|没事|不要紧|不碍事)|我理解|我懂")
_NOT_THAT = re.compile("为了$|(?:不是公司|并不是|并非|可不是|也不是|绝不是)[^是]{0,3}$")
_KINDLY = re.compile(
    "碰上你真(?:高兴|好|开心|有缘|是缘|巧|走运)|你理解能力(?:真|好|强|很)|像你这样的客户(?:我们|最|真|优先|很|是我们|有眼光|越)|这么大年纪还[^吗]{1,8}你真"
    "|你应该早点(?:收到|拿到|用上|看到|知道)|我已经说过了会|这么简单的事(?:我来|我帮|交给我)|那不行(?:我|咱|就换|换)|我不知道你[^知懂会看]{1,8}(?:几|哪|多|吗|什么|方便)"
    "|都下班了还(?:给你|帮你|替你|惦记|守着|等着你)|别吵(?:了|着|到)(?:孩子|老人|家人|宝宝|邻居)|你当我们?是(?:朋友|自己人|家人|自家)|我[找问]谁去(?:核|查|办|催|拿)"
    "|(?:我们的)?货没有?问题(?:才|我们才|再)|真受不了你就|我能怎么办[^吗么]{1,4}(?:快|好|省)"
    "|没那个必要(?:单独|另外|多)|我们不会发错第|你误会了吗没有|小学生都会(?:用|喜|爱|背|穿)的|没心情[^，]{1,3}的时候"
)
_AGAIN = re.compile("(?:批|款|货|色|新品|码|券|活动|福利|优惠|老客|老顾客)又来了$")
_NO_RULE = re.compile("我?们?没有?[这种个]{1,2}(?:规定|回事)")
_OUR_FAULT = re.compile("(?:都?是|怪)我们?(?:的错|没|漏|贴|发|印|疏|不好|不对|弄|搞|标|写|店|的疏|工作)|都?怪我")
_STATES = re.compile("忙着呢|忙不过来别催|够累的|没心情|没完没了|没空|都下班了还")
_SUBJECTS = re.compile(
    "仓库|同事|师傅|主管|财务|厂家|工厂|快递|那边|路上|这一路|雨|雪|堵车|台风|孩子|他们|您一路|你一路|你这一路"
)
_HELP = re.compile("我|咱|给你|帮你|替你|随时|可以|看看|就能|也能|照样|今天|明天")
_LONGER = tuple(dict.fromkeys(fold(word).without(FILLERS).text for word in (*LONGER, *BEGINNING, *ENDING)))
_OTHERS = tuple(fold(word).text.replace("您", "你") for word in OTHERS)
_TOLD = tuple(fold(word).text for word in TOLD)
_TWICE = ("不会", "不是", "不能", "绝不", "从不", "决不")
_IF = tuple(fold(word).text for word in IF)
