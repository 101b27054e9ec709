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

export function Popover({ label, title, class: name = "control", describe, opens, children }: Props) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const close = () => panel.current?.hidePopover();

  useEffect(() => {
    if (open) put(panel.current!, button.current!);
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

/** Below the button, or above it where there is more room; the keyboard goes to what is first in it. */
function put(panel: HTMLElement, button: HTMLElement): void {
  const { left, bottom, top } = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const below = bottom + 6 + height <= innerHeight - MARGIN || top < height;
  panel.style.setProperty(
    "--left",
    `${scrollX + Math.max(MARGIN, Math.min(left, document.documentElement.clientWidth - width - MARGIN))}px`,
  );
  panel.style.setProperty("--top", `${scrollY + (below ? bottom + 6 : top - 6 - height)}px`);
  panel.querySelector<HTMLElement>("[data-first], input, button, select")?.focus({ preventScroll: true });
}
