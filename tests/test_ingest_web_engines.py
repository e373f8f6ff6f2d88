"""Pages as the programs that make them write them: main text, titles, comments with their authors.

The pages are in `tests/pages`, in the markup of these programs, with texts of our own.
"""

import pytest

from ingest import Article, Source, read_article
from tests.conftest import ROOT
from tests.test_ingest_article import assert_sound

PAGES = ROOT / "tests" / "pages"
Told = tuple[str, str | None, str, str]
# Kind, author, innermost heading and text of each passage; the page of Medium marks no comment, and shows none.
READ: dict[str, tuple[str, str | None, list[Told]]] = {
    "blogger": (
        "Paid to wait",
        "Jude Frame",
        [
            (
                "article",
                None,
                "",
                "On-call time is work when you must stay within ten minutes of the door.\nAsk for the rule before you take the phone.\nThe two questions.\nHow far may I go?\nWho pays the taxi?\nIf nobody knows, write your own answer down and send it to them.",
            ),
            ("reader", "Rue", "", "I slept in the van and was paid double."),
            ("reply", "Jude Frame", "", "Keep the mileage book, Rue; you will need it."),
            ("reader", "Anonymous", "", "We have no phones here at all."),
        ],
    ),
    "discourse": (
        "Leaving before the bonus",
        None,
        [
            ("reader", "hollis", "", "My bonus falls due in April. May I resign in March?"),
            ("reader", "quill", "", "I did and lost all of it."),
        ],
    ),
    "docusaurus": (
        "Expenses",
        None,
        [
            ("article", None, "", "Receipts are kept for ten years."),
            (
                "article",
                None,
                "Mileage",
                "Note the start.\nNote the end.\ntip.\nPhotos of the dashboard are enough.",
            ),
        ],
    ),
    "drupal": (
        "The break room rule",
        None,
        [
            (
                "article",
                None,
                "",
                "A break of thirty minutes belongs to six hours of work.\nIt may be cut in two.",
            ),
            ("reader", "Pim", "", "Ours lasts ten minutes."),
            ("reader", "Ada", "", "Mine is over before the kettle boils."),
        ],
    ),
    "ghost": (
        "Three letters to keep",
        "Mika Rowe",
        [
            (
                "article",
                None,
                "",
                "Keep the offer, the change of contract and the last reference. All others may go.\nA scan counts as long as nobody disputes it.",
            ),
            ("article", None, "The offer", "It names the day on which the notice period starts to grow."),
            ("article", None, "Where to keep it?", "Not on the company's laptop."),
        ],
    ),
    "hackernews": (
        "Ask: Do you answer mail on leave?",
        None,
        [
            ("reader", "hale", "", "My lead writes to me every morning of my leave."),
            ("reader", "osk", "", "I set the reply to say that the phone is in a lake.\nIt works."),
            ("reader", "teal", "", "Mine was found."),
        ],
    ),
    "isso": (
        "Breaks in the rain",
        None,
        [
            (
                "article",
                None,
                "",
                "An outdoor crew may take its break when the rain stops.\nCount it from the van.\nNote the start.",
            ),
            ("reader", "Maud", "", "We sing until it stops."),
            ("reader", "Rolf", "", "We never do."),
        ],
    ),
    "medium": (
        "Why I stopped negotiating by email",
        "Sol Hart",
        [
            ("article", None, "", "Tone does not travel. A number in an email looks like a demand."),
            (
                "article",
                None,
                "The call that changed it",
                "I asked for ten minutes on the phone, and got eleven percent.\nSay the number last. Whoever hears it first has stopped listening.\nWrite the summary yourself. Send it before lunch.\nKeep a glass of water at hand",
            ),
        ],
    ),
    "mkdocs": (
        "Time sheets¶",
        None,
        [
            (
                "article",
                None,
                "Time sheets",
                "Every hour is entered on the day on which it was worked.\nLate entries.\nAn entry after the fifth of the month is paid a month later.",
            ),
            (
                "article",
                None,
                "How to enter an hour",
                "Open the sheet of the week.\nChoose the project, never “other”.\nPress save\nWhy not “other”?\nNobody is billed for it.\n09:00-17:30 project-7.",
            ),
            (
                "article",
                None,
                "Comments",
                "The column for comments takes forty characters, and accounting reads them.",
            ),
        ],
    ),
    "mybb": (
        "Desk Board",
        None,
        [
            ("reader", "hob", "", "May I keep my Saturday stall?"),
            ("reader", "ivy", "", "I kept mine for years."),
        ],
    ),
    "news": (
        "Rail staff win right to switch off",
        "Ebba Stone",
        [
            (
                "article",
                None,
                "",
                "Drivers of the harbour line may leave their phones off between nine and five, a court ruled on Friday.\nThe company had counted a missed call as a refusal to work.",
            ),
            (
                "article",
                None,
                "What changes on Monday",
                "Rosters must be out four days ahead.\n“Subscribe to nothing you cannot leave,” said Mr Holm, the drivers’ counsel.",
            ),
            ("reader", "T. Quay", "", "My phone has been off since 1998."),
            ("reader", "pilot9", "", "Try that in an air control room."),
        ],
    ),
    "oldreddit": (
        "My payslip is late",
        None,
        [
            ("reader", "wick", "", "Pay day was Friday. Whom do I write to first?"),
            ("reader", "loam", "", "I wrote to the whole firm."),
            ("reader", "wick", "", "Did they pay?"),
        ],
    ),
    "phpbb": (
        "Notice period during probation",
        None,
        [
            ("reader", "fernhill", "", "My contract says two weeks, my boss says a day. Who is right?"),
            (
                "reader",
                "Board Admin",
                "",
                "The paper counts, not the corridor. Ask him to put the day in writing.",
            ),
            ("reader", "gritty", "", "I left after lunch and nobody called."),
        ],
    ),
    "smf": (
        "Gloves in winter",
        None,
        [
            ("reader", "kip", "", "Who pays for gloves?"),
            ("reader", "ash", "", "Nobody did at ours."),
        ],
    ),
    "squarespace": (
        "The last day list",
        "Wren Abel",
        [
            ("article", None, "", "Empty the desk the evening before, so that the last day is for people."),
            (
                "article",
                None,
                "Things to hand over",
                "The badge, against a receipt\nThe names of those who will ask for you\nTake no files. Take no pens.",
            ),
            ("reader", "Nora Pike", "", "I kept the stapler."),
            ("reader", "Gus", "", "On my last day the lift broke."),
        ],
    ),
    "stackexchange": (
        "Can I be paid in vouchers?",
        None,
        [
            ("reader", "kestrel", "", "Which country is it?"),
            (
                "reader",
                "birchwood",
                "",
                "My new employer offers a part of the pay in vouchers of a supermarket. Is there a limit?",
            ),
            (
                "reply",
                "plain_ledger",
                "",
                "At most a quarter of the pay may be in kind, and the rest must reach your account.\nAsk for the tax value on the payslip.",
            ),
            ("reply", "mudlark", "", "I sold mine to a neighbour."),
        ],
    ),
    "substack": (
        "The second interview is a rehearsal",
        "Oda Krane",
        [
            (
                "article",
                None,
                "",
                "The first interview asks whether you can do the work. The second asks whether they want to watch you do it.",
            ),
            (
                "article",
                None,
                "Bring one thing unfinished",
                "An unfinished sketch invites the others to finish it with you.\nShow the question, not the answer.\nStop after four minutes.\nNobody hires a monologue.",
            ),
            ("reader", "Tarek Moon", "", "I brought a cake and was hired on the spot."),
            ("reader", "Lou", "", "Four minutes? Mine ran to forty."),
        ],
    ),
    "twentytwelve": (
        "Two hats, one head",
        "Ola Birch",
        [
            (
                "article",
                None,
                "",
                "A second job needs the consent of the first in most contracts.\nName the hours.\nName the firm.\nComment on the draft before you sign it!",
            ),
            ("reader", "Reed", "", "I never told anybody."),
            ("reply", "Ola Birch", "", "Then tell them today, Reed."),
        ],
    ),
    "typepad": (
        "Pay day moved",
        None,
        [
            (
                "article",
                None,
                "",
                "An employer may move pay day by a week at most.\nTwo weeks need your signature.",
            ),
            ("reader", "Bly", "", "Mine came on a Sunday once."),
        ],
    ),
    "vbulletin": (
        "Thread: Overtime on a train",
        None,
        [
            ("reader", "sleeper", "", "Is the ride home paid when I work in it?"),
            ("reader", "points", "", "Mine never was."),
        ],
    ),
    "wordpress-blocks": (
        "How to leave a night shift",
        "Petra Lund",
        [
            (
                "article",
                None,
                "",
                "Night work pays a supplement, and most people who leave it forget to count that in.",
            ),
            (
                "article",
                None,
                "Count before you ask",
                "Add up twelve payslips, not one. A single month hides the holidays.\nWhat belongs in the sum.\nThe supplement for Sundays\nThe meal that the kitchen gives you for free",
            ),
            (
                "article",
                None,
                "Ask in writing!",
                "A shift leader who nods in the corridor has promised nothing.\nSign up for the early roster with both managers, because one of them will forget.",
            ),
            ("reader", "Ines Toll", "", "I just stopped turning up and they moved me to days."),
            ("reply", "Petra Lund", "", "Please hand in a letter instead, Ines."),
            ("reader", "old_owl", "", "Nights are the only quiet time in a ward."),
        ],
    ),
    "wpdiscuz": (
        "Keys on the last day",
        "Ivo Stark",
        [
            (
                "article",
                None,
                "",
                "Hand the keys to one person and have the number written down.\nReply to nobody who asks by text.",
            ),
            ("reader", "Ely", "", "I dropped mine in the canal."),
            ("reply", "Ivo Stark", "", "Then tell the porter today, Ely."),
        ],
    ),
    "xenforo": (
        "Shift swap without asking",
        None,
        [
            ("reader", "dusty", "", "Can I swap a shift by text?\nMy boss never answers."),
            ("reader", "mara", "", "We all do it."),
        ],
    ),
}


def article_of(name: str) -> Article:
    """The article of a page, sound in all that holds for every article."""
    article = read_article(Source(f"{name}.html", (PAGES / f"{name}.html").read_bytes()), article_id=name)
    assert_sound(article)
    return article


@pytest.mark.parametrize("name", sorted(READ))
def test_a_page_is_read_as_its_program_wrote_it(name: str) -> None:
    """Text as the article's, what readers wrote as theirs, and nothing that stands around."""
    article = article_of(name)
    title, author, passages = READ[name]
    assert (article.title, article.author) == (title, author)
    told = [
        (
            each.kind,
            each.author,
            each.section[-1] if each.section and each.kind == "article" else "",
            each.text,
        )
        for each in article.passages
    ]
    assert told == passages


def test_every_page_is_tested() -> None:
    """None lies there unread."""
    assert {path.stem for path in PAGES.glob("*.html")} == set(READ)


@pytest.mark.parametrize("heading", ["Comments", "2 comments"])
def test_a_heading_that_counts_comments_is_one_even_within_the_text(heading: str) -> None:
    """A bare one is not, where the page marks its text: manuals have chapters about comments."""
    data = (
        "<!doctype html><html><head><title>Forms</title></head><body><div class='entry-content'><p>A form has five "
        f"fields.</p><h2>{heading}</h2><p>Forty characters fit into this one.</p></div></body></html>"
    )
    article = read_article(Source("a.html", data.encode()), article_id="a")
    assert article.passages[-1].kind == ("reader" if heading[0].isdigit() else "article")


BLOG = """<!doctype html><html><head><title>Gloves</title></head><body class="share"><main class="related">
<div class="post" id="post-5"><h1>Gloves</h1><p class="author">By <a class="author">Kim Moss</a></p><div class="postbody">
<p>Whoever works outside gets gloves from the firm.</p><p>Ask for two pairs.</p></div></div></main></body></html>"""


def test_a_blog_with_the_classes_of_a_forum_is_an_article() -> None:
    """A forum is told by what stands beside its posts; a class of the whole page takes nothing out."""
    article = read_article(Source("a.html", BLOG.encode()), article_id="a")
    assert {each.kind for each in article.passages} == {"article"}
    said = "\n".join(each.text for each in article.passages)
    assert "Whoever works outside gets gloves from the firm." in said
    assert "Ask for two pairs." in said
