"""Only Meta, or who knows the app's secret, is listened to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilateshq.errors import BadSignature
from pilateshq.whatsapp.webhook import check_signature

SECRET, OTHER_SECRET = "test_app_secret", "otro_secreto"
EMPTY = b'{"object":"whatsapp_business_account","entry":[]}'
SIGNATURE = "sha256=dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756"


@pytest.mark.parametrize(
    ("secret", "body", "signature"),
    [
        (SECRET, EMPTY, SIGNATURE),
        (
            SECRET,
            b'{"object": "whatsapp_business_account", "entry": []}',
            "sha256=56cbbaf4961c6cfdae48b7f116c047e5eb513d2c931baae63a2bc1afd26f803a",
        ),
        (
            OTHER_SECRET,
            EMPTY,
            "sha256=769b03d8c2ae6498f2d1e1f7299c0ba55448c69d741e7b0bb243d852d8a8d8c7",
        ),
        (
            SECRET,
            rb'{"text":{"body":"Hola Zo\u00eb \ud83c\udf05"}}',
            "sha256=966c31f45e12e6160e5414e52dd7e030db795223445f66dd85699a0f00199407",
        ),
        (
            SECRET,
            '{"text":{"body":"Hola Zoë 🌅"}}'.encode(),
            "sha256=1f3dcf9be6e0939cdcc3a2520ae457e1d1bac5324b8b5ce04ef843782edee91d",
        ),
    ],
)
def test_metas_signature_is_believed(secret: str, body: bytes, signature: str) -> None:
    check_signature(body, signature, [secret])


def test_either_of_two_secrets_is_good_while_they_are_changed() -> None:
    check_signature(EMPTY, SIGNATURE, [OTHER_SECRET, SECRET])
    check_signature(EMPTY, SIGNATURE, [SECRET, OTHER_SECRET])


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "sha256=",
        SIGNATURE.removeprefix("sha256="),
        SIGNATURE.replace("sha256", "sha1"),
        SIGNATURE.upper(),
        SIGNATURE + "\n",
        SIGNATURE[:-1] + "7",
        SIGNATURE[:-1] + "é",
        SIGNATURE[:-1] + "\udcff",
        SIGNATURE[:-1] + "٣",
    ],
)
def test_any_other_header_is_refused(header: str | None) -> None:
    with pytest.raises(BadSignature):
        check_signature(EMPTY, header, [SECRET])


@pytest.mark.parametrize("secrets", [[], [""], [OTHER_SECRET]])
def test_no_secret_and_an_empty_secret_and_another_secret_sign_nothing(secrets: list[str]) -> None:
    with pytest.raises(BadSignature):
        check_signature(EMPTY, SIGNATURE, secrets)


def test_an_empty_secret_is_no_secret() -> None:
    signed_with_nothing = "sha256=" + "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
    with pytest.raises(BadSignature):
        check_signature(b"", signed_with_nothing, [""])


def test_a_changed_body_is_refused() -> None:
    with pytest.raises(BadSignature):
        check_signature(EMPTY + b" ", SIGNATURE, [SECRET])


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=40), st.text(max_size=80))
def test_no_header_raises_anything_but_bad_signature(body: bytes, header: str) -> None:
    with pytest.raises(BadSignature):
        check_signature(body, header, [SECRET])
    with pytest.raises(BadSignature):
        check_signature(body, "sha256=" + header, [SECRET])
