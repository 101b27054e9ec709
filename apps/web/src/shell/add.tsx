/** Finds an optimizer of the catalog, and has it join the race. */

import "../style/panel.css";
import { useEffect, useState } from "preact/hooks";
import type { Contender } from "../lanes/protocol.ts";
import { tunedEntry } from "../race/default.ts";
import { titleOf } from "../race/title.ts";
import { useHouse } from "./house.ts";
import { Unverified } from "./unverified.tsx";

export function Add({ onAdded }: { readonly onAdded: () => void }) {
  const { director } = useHouse();
  const [all, setAll] = useState<readonly Contender[] | null>(null);
  const [query, setQuery] = useState("");
  useEffect(() => {
    let gone = false;
    director.catalog().then((contenders) => {
      if (!gone) setAll(contenders);
    });
    return () => {
      gone = true;
    };
  }, [director]);

  const join = (optimizer: string) => {
    director.add(tunedEntry(optimizer));
    onAdded();
  };
  const found = all?.filter((contender) => matches(contender, query)) ?? [];
  return (
    <form
      class="add"
      onSubmit={async (event) => {
        event.preventDefault();
        const wished = query.includes("(") ? query.trim() : best(await director.catalog(), query);
        if (wished) join(wished);
      }}
    >
      <label>
        Add an optimizer
        <input
          type="search"
          data-first
          value={query}
          placeholder="lion, schedule-free, lookahead(adam) …"
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
      </label>
      <p class="muted small">It joins where the race is: replayed from the same start, on the same batches.</p>
      {all === null && <p class="muted">Loading the catalog …</p>}
      <ul class="choices">
        {query.includes("(") && (
          <li>
            <button type="submit">
              <b>{query.trim()}</b>
              <small>an optimizer in a wrapper</small>
            </button>
          </li>
        )}
        {found.map(({ name, doc, unverified }) => (
          <li key={name}>
            <button type="button" onClick={() => join(name)}>
              <b>{titleOf(name)}</b> {unverified && <Unverified />}
              <small>{doc}</small>
            </button>
          </li>
        ))}
      </ul>
      {all !== null && found.length === 0 && !query.includes("(") && <p class="muted">There is none of that name.</p>}
    </form>
  );
}

const best = (all: readonly Contender[], query: string): string | undefined =>
  all.find((contender) => matches(contender, query))?.name;

/** By its name, and by what it is. */
function matches({ name, doc, paper }: Contender, query: string): boolean {
  const words = query.toLowerCase().split(/\s+/);
  const text = `${name} ${titleOf(name)} ${doc} ${paper}`.toLowerCase();
  return words.every((word) => text.includes(word));
}
