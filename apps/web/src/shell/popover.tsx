/** A part of the page that opens below what it belongs to, by the browser's own means; on a phone, a sheet. */

import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";

interface Props {
  /** What opens it. */
  readonly label: ComponentChildren;
  /** What it is called. */
  readonly title: string;
  readonly class?: string;
  /** What is said of the button, where its label does not say it. */
  readonly describe?: string;
  /** What a key opens it by. */
  readonly opens?: string;
  readonly children: (close: () => void) => ComponentChildren;
}

const MARGIN = 12;
const GAP = 6;
/** Pixels high at most; and at least, even where it then reaches below the window. */
const MOST = 560;
const LEAST = 200;

export function Popover({ label, title, class: name = "control", describe, opens, children }: Props) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const close = () => panel.current?.hidePopover();

  useEffect(() => {
    const [shown, opener] = [panel.current, button.current];
    if (!open || !shown || !opener) return;
    let focused = false;
    const settle = () => {
      put(shown, opener);
      const first = shown.querySelector<HTMLElement>("[data-first], input, button, select, textarea");
      if (!focused) first?.focus({ preventScroll: true });
      focused ||= first !== null;
    };
    settle();
    // What is in it may still be on its way.
    const resized = new ResizeObserver(settle);
    resized.observe(shown);
    return () => resized.disconnect();
  }, [open]);

  return (
    <>
      <button
        ref={button}
        type="button"
        class={name}
        popoverTarget={id}
        aria-label={describe}
        aria-expanded={open}
        data-opens={opens}
      >
        {label}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={title}
        class="panel"
        onToggle={(event) => setOpen(event.newState === "open")}
      >
        {open && children(close)}
      </div>
    </>
  );
}

/** Below the button, or above it where there is more room. */
function put(panel: HTMLElement, button: HTMLElement): void {
  const { left, bottom, top } = button.getBoundingClientRect();
  const { offsetWidth: width, scrollHeight } = panel;
  const { clientWidth, clientHeight } = document.documentElement;
  const [above, under] = [top - GAP - MARGIN, clientHeight - bottom - GAP - MARGIN];
  const goesUp = scrollHeight > under && above > under;
  const room = Math.min(MOST, Math.max(LEAST, goesUp ? above : under));
  const height = Math.min(scrollHeight + 2, room);
  panel.style.setProperty("--room", `${room}px`);
  panel.style.setProperty("--left", `${scrollX + Math.max(MARGIN, Math.min(left, clientWidth - width - MARGIN))}px`);
  panel.style.setProperty("--top", `${scrollY + (goesUp ? top - GAP - height : bottom + GAP)}px`);
}
