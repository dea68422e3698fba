"""Whether a sentence names something only to say that there is none of it: 主管今天不在, 加固这种工艺我们不做, 推荐就免了.

Chinese puts the topic first and denies it after. A comment denies when its negator governs an act of the shop or its being
there (没有 不做 发不出 不可能); never when it denies a bad quality (不扎 不会错), is a condition (不选就关闭) or a question.
"""

from __future__ import annotations

import re

from cstrain.roleplay.rules.reply.fold import OPEN, Folded, fold

REACH = 12  # characters from the topic to the negator
_ACTS = (
    "有能会行可用必给送做办发寄换退查催报管接收看问说写登记拍让打联答保通告支提包补赔在存想准再去来归留加算调要到定审介处验测检听规转拦安推陪"
    "帮选修验扫找回改开拿取放装停跟负答承当敢肯愿打约讲理认配试抽录截点提交是为晓知"
)
_BAD = "怕扎刺痒掉褪起变皱勒紧磨累重贵闷挑显脏断裂坏漏塌晃挤磕费耽影碍麻急慌吃后踩白亏差错错丢忘漏散松疼热冷湿硬臭偏色瑕异味毒伤染沾卡"
_NEGATED = re.compile(
    "(?:没有|没|不|别|甭|未|无法|无从|难以|懒得)(?:再|会|能|可能|可以|太|怎么|想|打算|准备|另外|单独|主动|给您|给你|替你|帮你|跟你)*"
)
_FLAT = (
    "不可能", "没用", "没戏", "没意义", "没意思", "没必要", "没门", "没空", "没时间", "没人", "没办法", "没法", "没得谈", "没得", "没有", "没了", "没消息", "没结果", "没答复",
    "免了", "免谈", "算了吧", "就算了", "别提", "别想", "别指望", "谈不上", "做不到", "办不到", "不存在", "不支持", "不提供", "不考虑", "不予", "不归", "不行", "不成", "不算数",
    "说不好", "说不准", "停了", "取消了", "用完了", "发完了", "送完了",
)  # fmt: skip
_CANNOT = re.compile("([\u4e00-\u9fff])不(了|到|出|动|成|上|下|起|来|去|过来|完|开|住|得|走|快|进|回|齐|好)")
_ABLE = frozenset(
    "发寄出给换退到赶办查送做拿取放装用开改接管来走调拦补加塞写帮赔催快转联系说看找排收留修洗定拍碰点录截选弄搞抽打进问讲答应提报验检登记试约升降减免派叫请配备跟盯保告通插办"
)
_FINE = (
    "不用你", "不用担心", "不用等", "不用急", "不用跑", "不用再", "不用愁", "不用怕", "不用客气", "不用着急", "不用管", "不用操心", "不用惦记", "不用费", "不用出", "不用掏",
    "不用花", "不用多", "不用重", "不用从头", "不用另", "不用自己", "不用记", "不要紧", "不要钱", "不要担心", "不要着急", "不会再让", "不会让", "不会少", "不会忘", "不会漏", "不会拖", "不会耽", "不会影",
    "不会误", "不会不", "不能不", "不能再", "不给你添", "不给你找", "不让你", "不叫你", "没有问题", "没问题", "没关系", "没事", "没错", "没有不", "没有色差", "没有味",
    "没有异", "没有影响", "没有关系", "不是", "不算贵", "不算慢", "不算晚", "不在话下", "不可能让", "不可能不", "不会超", "不超", "不晚于", "不会晚", "不过", "不到\ue000", "不少", "不仅", "不光",
    "不但", "不止", "不只", "不用说", "不好意思", "不必担心", "不必等", "不必再", "不必急", "不必跑", "不必你", "不收你", "不收邮", "不收运", "不另收", "不要你", "不加钱", "不加价", "不多收", "不另外收",
    "不同", "不如", "不论", "别担心", "别急", "别着急", "别怕", "别的", "别人", "别客气", "没想到", "不催你", "不赶", "不忙", "不得不", "不等", "没有等", "不断", "不久", "没多久", "不太", "不满",
    "没几", "没多", "不想要", "没有下次", "没有隐", "不定", "不一样", "不想", "不合", "不对", "没验", "没到", "没发", "没出", "没打包", "没装", "没开", "没收到", "没处理", "没接", "没做好", "没办好", "没说", "没讲", "没告诉", "没看到", "没注意",
    "没检查好", "没跟", "没回", "没给你", "没帮你", "没想", "没过", "没写", "没提", "没用过", "没拆", "没剪", "没洗", "没穿", "没录", "没扫", "没记", "没登", "没查", "没找", "没签", "没人接", "没人跟", "没人回", "没送", "没让",
)  # fmt: skip
_BLOCK = re.compile(
    "[才但而却先请再您]|了(?!我)|过(?!了)|就(?![不没免别算])|然后|所以|因为|给你|帮你|替你|我来|我去|我这|我马|他也|她也|已经(?!没)|还是|或者|要是|如果"
)
_EITHER = re.compile("(.)[不没]\\1(?!.{0,5}(?:样|区别|无所谓))")
_SPOKEN = (
    "抱歉",
    "对不起",
    "不好意思",
    "见谅",
    "谢谢",
    "感谢",
    "谢谢你",
    "理解",
    "明白",
    "着急",
    "担心",
    "确实",
    "的确",
    "真的",
    "难受",
    "扫兴",
)
_BECAUSE = re.compile("就?是(?![不没])")  # 原因是吊牌没了
_WHICH = re.compile(".[^的]{0,4}过?的[^话]")  # 没修过的几张: says which
_THEN = re.compile(
    "[就才]|的话|之前|以前|为止|要紧|也行|也可以|也没关系|也给|也能|也帮|行吗|好吗|吗$|吧$|么$|呢$|[我就绝好完]不|不敢|不放行"
)
_ANSWER = ("没必要", "不可能", "没有", "不行", "别想", "不会", "不能", "才不", "哪有", "免谈", "不用", "没空", "没门", "休想", "想得", "不好意思没")  # fmt: skip


def is_dismissed(said: Folded, start: int, end: int) -> bool:
    """Whether what stands at start to end is the topic of a comment that denies it. ``said`` with 您 as 你."""
    if said.text[end - 1] in "了过" or said.text[start:end].endswith(_SPOKEN):
        return False
    last = max(said.clause(end - 1)[1], end)
    rest = said.text[end:last]
    if rest and not said.asks(end) and _comment_denies(said.text[start:end], rest):
        return True
    return _asked_and_answered(said, end, last)


def _comment_denies(topic: str, rest: str) -> bool:
    rest = _EITHER.sub("＿＿＿", rest)
    place = _place(topic, rest)
    if (
        place is None
        or (rest.startswith("的") and place > 1)
        or _BECAUSE.match(rest)
        or place > REACH
        or _BLOCK.search(rest[: place + 1])
    ):
        return False
    tail = rest[place:]
    if _or_not(topic, rest, place):
        return any(word in tail for word in _EITHER_WAY)
    return not (_THEN.search(tail) or _WHICH.match(tail) or tail.startswith(_FINE))


def _place(topic: str, rest: str) -> int | None:
    """Where the first denial of an act begins."""
    flat = [at for word in _FLAT_FOLDED if (at := rest.find(word)) >= 0]
    cannot = next((found.start() for found in _CANNOT.finditer(topic[-1:] + rest) if found[1] in _ABLE), None)
    acts = next((found.start() for found in _NEGATED.finditer(rest) if _denies_act(rest, found)), None)
    places = [place for place in (*flat, cannot, acts) if place is not None]
    return min(places, default=None)


def _denies_act(rest: str, found: re.Match[str]) -> bool:
    following = rest[found.end() : found.end() + 1]
    if following in _BAD and following:
        return False
    if rest[found.start() :].startswith(_FINE):
        return False
    return len(found[0]) > 1 or following in _ACTS or following == OPEN


def _or_not(topic: str, rest: str, place: int) -> bool:
    """登记不登记: both ways named."""
    after = rest[place + 1 : place + 1 + len(topic)]
    return place == 0 and bool(after) and topic.startswith(after)


def _asked_and_answered(said: Folded, end: int, last: int) -> bool:
    """现在就催？没必要."""
    if last >= len(said.text) or not said.stops_at(said.asked, last) or last - end > REACH:
        return False
    answer = said.text[last : said.clause(last)[1]]
    if answer.startswith(_ANSWER) and not answer.startswith(_FINE):
        return True
    found = _CANNOT.match(answer)
    return found is not None and found[1] in _ABLE


_EITHER_WAY = tuple(fold(word).text for word in ("都一样", "没区别", "没看", "无所谓", "没关系"))
_FLAT_FOLDED = tuple(fold(word).text for word in _FLAT)
