"""A browser that sees what a page does: what it runs, whom it asks, where it goes, and what stands in it that never may."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Error, Frame, Page, Request

RAN = "waymark-test-ran"

_BEFORE = f"""
for (const name of ["alert", "confirm", "prompt", "print"])
  Object.defineProperty(window, name, {{ value: (...said) => void console.debug("{RAN}", name, String(said[0])) }});
addEventListener("securitypolicyviolation", (event) => console.debug("{RAN}-blocked", event.violatedDirective, event.blockedURI));
"""

_EVENTS = """
click dblclick mousedown mouseup mouseover mouseenter mousemove mouseout pointerdown pointerup pointerover pointermove
pointerrawupdate focus blur focusin focusout keydown keyup keypress beforeinput input change submit reset select toggle
beforetoggle wheel drag dragstart dragenter dragover drop dragend copy cut paste animationstart animationend animationiteration
transitionend transitionrun scroll scrollend contextmenu auxclick load error begin end repeat message hashchange pageshow
play playing canplay loadeddata loadstart progress suspend timeupdate volumechange invalid search show cancel close
""".split()

_STIR = """(events) => {
  // What has no handler in an attribute and is nothing that scripts listen to can't answer: events here do not bubble.
  const listens = "a,form,input,button,select,textarea,details,dialog,summary,body,html,iframe,img,svg,svg *,video,audio,object";
  const handler = /^(?:on|data-|hx|sse|ws|[_@:*(\\[#]|v-|x-|ng-)/;
  const dull = /^data-(?:block|section)$/;
  const may = (element) =>
    element.matches(listens) || [...element.attributes].some(({ name }) => handler.test(name) && !dull.test(name));
  const stir = (document) => {
    for (const element of [...document.querySelectorAll("*")].filter(may))
      for (const name of events)
        if (name !== "click") element.dispatchEvent(new Event(name, { bubbles: false, cancelable: true }));
    for (const link of document.querySelectorAll("a"))
      if (/^(javascript|vbscript|data|blob|file|filesystem|view-source):/.test(link.protocol)) link.click();
  };
  stir(document);
  // From here, not from within: a frame that loads for ever would never answer.
  for (const frame of document.querySelectorAll("iframe")) if (frame.contentDocument) stir(frame.contentDocument);
}"""

_WRONG = r"""() => {
  const found = [];
  const say = (what, element) => found.push(`${what}: ${(element.outerHTML ?? "").slice(0, 200)}`);
  const content = (element) => element.closest("[data-section]");
  const never = "iframe,frame,frameset,object,embed,applet,base,math,portal,foreignObject,style,audio,video,marquee,template";
  for (const element of document.querySelectorAll(never)) say("never on any page", element);
  for (const element of document.querySelectorAll("script")) {
    // A block of data in the head is nothing that runs; it must be whole.
    if (element.type === "application/ld+json" && element.parentElement === document.head) {
      try { JSON.parse(element.text); } catch { say("a broken block of data", element); }
    } else if (!element.src.startsWith(location.origin + "/static/")) say("a script", element);
  }
  for (const element of document.querySelectorAll("meta[http-equiv]")) say("an instruction", element);
  const inside =
    "form,input,button,select,textarea,link,meta,script,noscript,title,source,track,canvas,dialog,area,map,animate,set,use," +
    "image,a[target],[name],[style],[contenteditable],[popover],[is],[slot],[autofocus]";
  // Our own script puts a button at each part, and ties it to its menu in a way that no text can write.
  const tied = (element) => element.popoverTargetElement?.id === "part" && !element.getAttribute("popovertarget");
  const ours = (element) => element.matches("button.here") && tied(element);
  for (const element of document.querySelectorAll("[data-section]"))
    for (const bad of element.querySelectorAll(inside)) if (!ours(bad)) say("in the text", bad);
  for (const element of document.querySelectorAll("[data-section] svg"))
    if (!element.closest(".decision")) say("a drawing in the text", element);
  for (const element of document.querySelectorAll("[data-section] img"))
    if (!element.hasAttribute("data-asset")) say("a picture in the text", element);
  const addresses = "href src action formaction xlink:href poster background data ping cite longdesc srcset".split(" ");
  const seen = new Map();
  for (const element of document.querySelectorAll("*")) {
    for (const attribute of element.attributes) {
      const name = attribute.name.toLowerCase();
      if (name.startsWith("on") || name === "srcdoc" || name === "style") say("an attribute", element);
      if (content(element) && /^(?:data-)?(?:hx|sse|ws)-/.test(name)) say("an order to htmx", element);
      if (addresses.includes(name)) {
        if (!URL.canParse(attribute.value, document.baseURI)) {
          say("no address", element);
          continue;
        }
        const url = new URL(attribute.value, document.baseURI);
        if (!["http:", "https:", "mailto:", "tel:"].includes(url.protocol)) say("an address", element);
        if (name !== "href" && url.origin !== location.origin) say("something from elsewhere", element);
        const fetched = name === "href" && element.localName !== "a" && element.rel !== "canonical";
        if (fetched && url.origin !== location.origin) say("something from elsewhere", element);
      }
    }
    if (element.id) {
      if (seen.has(element.id)) say("an id twice", element);
      seen.set(element.id, element);
      if (!content(element)) continue;
      if (/^(?:outline|main|search|feedback|footer|top|refer)$/.test(element.id)) say("an id of the frame", element);
    }
  }
  return found.slice(0, 20);
}"""


@dataclass
class Watcher:
    """One tab. Whatever it sees is counted; `seen` is empty for a site that holds."""

    page: Page
    origin: str
    ran: Counter[str] = field(default_factory=Counter)
    """Address of a frame → how often something ran there."""
    blocked: int = 0
    """What the policy had to stop."""
    asked: list[str] = field(default_factory=list)
    """Requests to other hosts."""
    left: list[str] = field(default_factory=list)
    """Where the tab went by itself."""
    wrong: list[str] = field(default_factory=list)
    """What stands in pages that never may."""
    may_go: bool = False
    """Whether the tab is about to be sent elsewhere by us."""
    opened: int = 0
    """Pages that were looked at."""
    _at: str = ""

    def open(self, path: str, *, paper: bool = False, check: bool = True) -> None:
        """Look at a page, on a screen or on paper; stir every element in it and wait a moment."""
        self._at = self.origin + path
        self.page.emulate_media(media="print" if paper else "screen")
        answer = self.page.goto(self._at, wait_until="load")
        assert answer is not None and answer.status < 500, f"{path} answers {answer and answer.status}"
        self._look(check=check)

    def stay(self, *, check: bool = True) -> None:
        """Look at what the tab shows now, after something was typed or pressed."""
        self._at = self.page.url
        self._look(check=check)

    def take(self, other: Watcher) -> None:
        """Add what another saw."""
        self.ran += other.ran
        self.blocked += other.blocked
        self.asked += other.asked
        self.left += other.left
        self.wrong += other.wrong
        self.opened += other.opened

    @property
    def seen(self) -> list[str]:
        """Everything that happened and should not have."""
        return [*(f"ran in {where}" for where in self.ran), *self.asked, *self.left, *self.wrong]

    def _look(self, *, check: bool) -> None:
        try:
            self.page.evaluate(_STIR, _EVENTS)
            self.page.evaluate("() => new Promise((done) => setTimeout(done, 20))")
            if check:
                self.wrong += [f"{self._at}: {what}" for what in self.page.evaluate(_WRONG)]
        except Error as problem:  # the page went away under us
            self.left.append(f"{self._at}: {problem.message}")
        self.opened += 1

    def heard(self, message: ConsoleMessage) -> None:
        """The browser's console."""
        if message.text.startswith(f"{RAN}-blocked"):
            self.blocked += 1
        elif message.text.startswith(RAN):
            self.ran[str(message.location.get("url") or self.page.url)] += 1

    def requested(self, request: Request) -> None:
        """A request of any frame."""
        if not request.url.startswith((self.origin, "data:", "about:", "blob:", "chrome-error:")):
            self.asked.append(f"{self._at} asked {request.url[:200]}")

    def went(self, frame: Frame) -> None:
        """A frame shows another page."""
        if (
            not self.may_go
            and frame == self.page.main_frame
            and frame.url.split("#")[0] not in {self._at.split("#")[0], "about:blank"}
        ):
            self.left.append(f"{self._at} went to {frame.url[:200]}")


def watch(browser: Browser, origin: str) -> tuple[BrowserContext, Watcher]:
    """A tab that is watched; close its context when done."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    context.set_default_timeout(60_000)
    context.add_init_script(_BEFORE)
    watcher = Watcher(context.new_page(), origin)

    def asked(dialog: Dialog) -> None:
        if dialog.type != "beforeunload":
            watcher.ran[dialog.page.url if dialog.page else "?"] += 1
        dialog.accept()

    watcher.page.on("dialog", asked)
    watcher.page.on("console", watcher.heard)
    watcher.page.on("framenavigated", watcher.went)
    context.on("request", watcher.requested)
    context.on("page", lambda page: watcher.left.append(f"opened {page.url}") if page != watcher.page else None)
    return context, watcher
