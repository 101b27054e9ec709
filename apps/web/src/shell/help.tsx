import "../style/panel.css";
import { useHouse } from "./house.ts";
import { shortcuts, shortcutsOn, switchShortcuts } from "./keys.ts";

export function Help() {
  const { state } = useHouse();
  const { facts } = state.value;
  return (
    <div class="help">
      <p>
        Every lane has the same network from the same weights, and the same batches. Each spends one gradient evaluation
        after the other; methods that need two a step take half the steps. The loss is that of all points.
      </p>
      <dl>
        {shortcuts.map(([key, does]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label class="knob flag">
        <input
          type="checkbox"
          checked={shortcutsOn.value}
          onChange={(event) => switchShortcuts(event.currentTarget.checked)}
        />
        <span>Keys do this</span>
      </label>
      <p class="muted small">
        {facts?.portable
          ? `WebAssembly cannot be had here (${facts.portable}): the same bits are computed without it, more slowly.`
          : "Computed by WebAssembly SIMD, to the same bits as in Node and in every browser."}
      </p>
    </div>
  );
}
