"""What looks like a banned phrase and is none, whatever the list of the firm says."""

from __future__ import annotations

ALLOWED = (
    "真烦请", "真烦劳", "认真烦", "当真烦", "真烦您", "我服了药", "我服了解", "不可能让您", "不可能少了您", "您忙着呢",
)  # fmt: skip

HARMLESS_LETTERS = frozenset(
    "app vip sku usb ems dhl led diy xxl xxxl xxs ok tb jd pdd qq wx abs pvc cm mm kg nfc hi hello bye pos logo size new"
    " note plus pro max mini wifi type iphone ipad android windows excel word pdf jpg png gif mp4 http https www com cn html"
    " tmall taobao alipay sf zto yto sto jt dior nike zara tpu eva poly spf gmail email mail code link live free sale pink".split()
)
