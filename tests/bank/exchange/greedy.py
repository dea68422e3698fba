"""What the confined process must survive; small, because it is loaded there."""


def eat(_data: bytes) -> int:
    return len(bytearray(2_000_000_000))
