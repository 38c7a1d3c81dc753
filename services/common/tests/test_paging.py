import pytest
from okienko_common.errors import ServiceError
from okienko_common.paging import page, page_size


def test_pages_go_through_a_list_once() -> None:
    token = ""
    seen: list[int] = []
    while True:
        start, end, token = page(token, 4, 10)
        seen += range(10)[start:end]
        if not token:
            break
    assert seen == list(range(10))


def test_sizes_are_the_usual_one_and_never_more_than_the_largest() -> None:
    assert (page_size(0, 50), page_size(7), page_size(2**31 - 1)) == (50, 7, 1000)
    with pytest.raises(ServiceError) as caught:
        page_size(-1)
    assert caught.value.reason == "BAD_PAGE_SIZE"


@pytest.mark.parametrize("token", ["10", "-1", "x", "²", "٣", "9" * 5000], ids=lambda token: token[:3])
def test_a_token_of_no_page_is_refused_whatever_it_is(token: str) -> None:
    with pytest.raises(ServiceError) as caught:
        page(token, 0, 10)
    assert caught.value.reason == "BAD_PAGE_TOKEN"


def test_an_empty_list_has_an_empty_first_page() -> None:
    assert page("", 0, 0).next_token == ""
