"""docs/deploy.md, one machine with HTTPS: a phone in a network of its own signs in, signs and sits an exam."""

from __future__ import annotations

import json
import os
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import stamp

from cstrain.certificate import make
from cstrain.demo.walk import Watch, sign_all
from cstrain.factory import create_app
from cstrain.kit import clock, db
from cstrain.records import queries as records
from tests.cast import Cast
from tests.chaos.serving import ROOT
from tests.journeys.stage import QUICK_COURSE, build, hired, player

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.skipif(os.environ.get("CHAOS") != "1", reason="takes long: with make chaos"),
]
SHOP, PHONE, NAME = "10.93.7.1", "10.93.7.2", "train.shop.test"


def _ip(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["ip", *arguments], capture_output=True, check=True)


@dataclass
class Network:
    """Two namespaces joined by a cable: the shop's machine and a phone."""

    shop: str
    phone: str

    def within(self, place: str, *command: str) -> list[str]:
        return ["ip", "netns", "exec", place, *command]


@pytest.fixture
def network() -> Iterator[Network]:
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("network namespaces need root and iproute2")
    net = Network(f"shop{os.getpid()}", f"phone{os.getpid()}")
    try:
        _ip("netns", "add", net.shop)
        _ip("netns", "add", net.phone)
        _ip("link", "add", "cable0", "netns", net.shop, "type", "veth", "peer", "name", "cable1", "netns", net.phone)
        for place, cable, address in ((net.shop, "cable0", SHOP), (net.phone, "cable1", PHONE)):
            _ip("-n", place, "addr", "add", f"{address}/24", "dev", cable)
            _ip("-n", place, "link", "set", cable, "up")
            _ip("-n", place, "link", "set", "lo", "up")
    except subprocess.CalledProcessError as error:
        pytest.skip(f"no network namespaces here: {error.stderr!r}")
    yield net
    for place in (net.shop, net.phone):
        subprocess.run(["ip", "netns", "del", place], capture_output=True, check=False)


class Shop:
    """The shop's machine, served as the document says."""

    def __init__(self, network: Network, folder: Path, **said: str) -> None:
        self.network, self.folder = network, folder
        environment = {**os.environ, "INSTANCE": str(folder), "FLASK_APP": "app.py", "DEMO": "0", "HOST": SHOP, **said}
        self.log = (folder / "server.log").open("ab")
        self.process = subprocess.Popen(
            network.within(network.shop, sys.executable, "app.py"), cwd=ROOT, env=environment, stdout=self.log,
            stderr=self.log, start_new_session=True,
        )  # fmt: skip

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)
        self.log.close()


def _phone(network: Network, certificate: Path | None, *arguments: str) -> dict[str, Any]:
    """What the phone saw."""
    environment = {**os.environ, "SHOP_CERTIFICATE": str(certificate or "")}
    command = network.within(network.phone, sys.executable, "-m", "tests.chaos.phone", *arguments)
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


ASK = """
import ssl, sys, time, urllib.request
context = ssl.create_default_context(cafile=sys.argv[2])
until = time.monotonic() + 60
while True:
    try:
        answer = urllib.request.urlopen(sys.argv[1] + "/healthz", context=context, timeout=5)
        print(answer.status, answer.headers.get("Strict-Transport-Security", ""))
        break
    except OSError as error:
        if isinstance(getattr(error, "reason", None), ssl.SSLCertVerificationError) or time.monotonic() > until:
            raise
        time.sleep(0.3)
"""


def _asked(network: Network, site: str, authority: Path) -> str:
    """A plain client that trusts the shop's authority and nothing else."""
    command = network.within(network.phone, sys.executable, "-c", ASK, site, str(authority))
    return subprocess.run(command, capture_output=True, text=True, timeout=90, check=True).stdout


def _school(folder: Path) -> tuple[Flask, Cast, str]:
    app = create_app(INSTANCE=str(folder))
    with app.app_context():
        db.database.create_all()
        stamp()
        cast = build()
        hire = hired(cast, cast.trainee, 2, QUICK_COURSE)
        hire.signs = False
        hire.learn(1, Watch(hire.start_on))
        db.database.engine.dispose()
    return app, cast, hire.enrolment_id


def test_a_phone_signs_in_signs_and_sits_an_exam_over_https(network: Network, tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    app, cast, _enrolment = _school(folder)
    certificate = make(folder / "tls", [NAME, SHOP])
    tls = {"TLS_CERT": str(certificate), "TLS_KEY": str(certificate.with_name("server.key")), "PORT": "8443"}
    shop, site = Shop(network, folder, **tls), f"https://{SHOP}:8443"
    who = (cast.trainee.employee_no, cast.trainee.password)
    try:
        assert _asked(network, site, certificate.with_name("ca.pem")).startswith("200")
        with pytest.raises(subprocess.CalledProcessError):
            _asked(network, site, Path(ssl.get_default_verify_paths().openssl_cafile))
        signed = _phone(network, certificate, site, "sign", *who)
        assert signed["secure"] and signed["crypto"] and signed["worker"]
        assert ["__Host-cstrain", True, True] in signed["cookies"]
        with app.app_context():
            assert not records.open_requests(cast.trainee.id), "everything is signed over HTTPS"
            for other in (cast.mentor, cast.trainer):
                sign_all(player(other), Watch.at_instant(clock.now()))
            db.database.engine.dispose()
        sat = _phone(network, certificate, site, "exam", *who)
        assert "/result" in str(sat["url"]) and "通过" in str(sat["text"])
    finally:
        shop.stop()


def test_on_plain_http_the_page_says_what_does_not_work(network: Network, tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    _school(folder)
    refused = subprocess.run(
        network.within(network.shop, sys.executable, "app.py"), cwd=ROOT, capture_output=True, text=True, timeout=60,
        env={**os.environ, "INSTANCE": str(folder), "HOST": SHOP}, check=False,
    )  # fmt: skip
    assert refused.returncode == 1 and "TLS_CERT" in refused.stderr
    shop = Shop(network, folder, INSECURE="1", PORT="8080")
    try:
        _wait(network, f"http://{SHOP}:8080")
        saw = _phone(network, None, f"http://{SHOP}:8080", "look", "", "")
        assert not saw["secure"] and not saw["crypto"] and not saw["worker"]
        assert "这里没有加密" in str(saw["text"]) and "断网续答" in str(saw["text"])
    finally:
        shop.stop()


def _wait(network: Network, site: str) -> None:
    ask = f"import urllib.request; urllib.request.urlopen('{site}/healthz', timeout=3)"
    until = time.monotonic() + 60
    while subprocess.run(
        network.within(network.phone, sys.executable, "-c", ask), capture_output=True, check=False
    ).returncode:
        assert time.monotonic() < until
        time.sleep(0.3)
