"""A phone on the shop's network, run in a network namespace of its own: ``python -m tests.chaos.phone site deed number password``.

``deed``: look (at the sign-in page alone), sign (everything that waits), exam. Prints what it saw as one JSON object.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import sys
import tempfile
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Page, sync_playwright

from cstrain.factory import create_app
from tests.journeys.acts import sign_everything, sits
from tests.journeys.conftest import ARGUMENTS, CHROMIUM, PHONE
from tests.journeys.stage import QUICK_EXAM
from tests.journeys.travellers import Traveller


def _trusts(certificate: str) -> list[str]:
    """As if the shop's authority were installed: this one key, and no other, is taken for good."""
    if not certificate:
        return []
    key = x509.load_pem_x509_certificate(Path(certificate).read_bytes()).public_key()
    pinned = hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    return [f"--ignore-certificate-errors-spki-list={base64.b64encode(pinned).decode()}"]


def _saw(page: Page) -> dict[str, object]:
    return {
        "secure": page.evaluate("isSecureContext"),
        "crypto": page.evaluate("Boolean(window.crypto && crypto.subtle)"),
        "worker": page.evaluate("'serviceWorker' in navigator"),
        "text": page.locator("body").inner_text()[:600],
        "url": page.url,
    }


def main(site: str, deed: str, number: str, password: str) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        app = create_app(INSTANCE=folder)
        arguments = [*ARGUMENTS, *_trusts(os.environ.get("SHOP_CERTIFICATE", ""))]
        context = driver.chromium.launch_persistent_context(
            f"{folder}/profile", executable_path=CHROMIUM, headless=True, args=arguments, locale="zh-CN",
            timezone_id="Asia/Shanghai", **PHONE,  # type: ignore[arg-type]
        )  # fmt: skip
        context.set_default_timeout(30_000)
        phone = Traveller(app, context, site, "phone")
        phone.phone, phone.script = True, False  # the journeys look at the pages; here it is the network that is tried
        if deed == "look":
            phone.page.goto(f"{site}/login")
            return _saw(phone.page)
        phone.sign_in(number, password)
        if deed == "sign":
            sign_everything(phone, password)
        else:
            sits(phone, QUICK_EXAM)
        said = _saw(phone.page)
        said["cookies"] = [[one["name"], one["secure"], one["httpOnly"]] for one in context.cookies()]
        context.close()
        return said


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:]), ensure_ascii=False))
