/** A text to take along: shown, and copied by its button. */

import { useState } from "preact/hooks";

export function Copy({ text, name }: { readonly text: string; readonly name: string }) {
  const [said, setSaid] = useState("Copy");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied");
    } catch {
      setSaid("Select it, and copy");
    }
  };
  return (
    <div class="copy">
      <textarea
        class="code"
        readOnly
        spellcheck={false}
        rows={text.split("\n").length}
        aria-label={name}
        value={text}
      />
      <button type="button" aria-label={`${said} ${name}`} onClick={copy} onBlur={() => setSaid("Copy")}>
        {said}
      </button>
    </div>
  );
}
