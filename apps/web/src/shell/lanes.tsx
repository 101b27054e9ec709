import "../style/panel.css";
import { laneName } from "../race/words.ts";
import { Add } from "./add.tsx";
import { useHouse } from "./house.ts";
import { Sample } from "./sample.tsx";

/** Who races, and who could. */
export function Lanes({ close }: { readonly close: () => void }) {
  const { director, state } = useHouse();
  const { lanes } = state.value;
  return (
    <>
      <ul class="racing">
        {lanes.map((lane) => (
          <li key={lane.id}>
            <Sample pen={lane.pen} /> <span>{laneName(lane, lanes)}</span>
            {lanes.length > 1 && (
              <button
                type="button"
                class="quiet"
                aria-label={`Remove ${laneName(lane, lanes)}`}
                onClick={() => director.remove(lane.id)}
              >
                Remove
              </button>
            )}
          </li>
        ))}
      </ul>
      <Add onAdded={close} />
    </>
  );
}
