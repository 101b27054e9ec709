import { switchTheme } from "../theme.ts";
import { Later } from "./later.tsx";
import { Popover } from "./popover.tsx";
import { Rooms } from "./rooms.tsx";

export function Header() {
  return (
    <header class="top">
      <h1>downhill</h1>
      <Rooms />
      <p class="motto">Which optimizer learns this fastest, from the same start?</p>
      <Popover label="Share" title="Share this race" class="quiet" opens="share">
        {() => <Later load={() => import("./share.tsx")}>{({ Share }) => <Share />}</Later>}
      </Popover>
      <button type="button" class="quiet" onClick={switchTheme}>
        Light / dark
      </button>
      <Popover label="Help" title="Help" class="quiet" opens="help">
        {() => <Later load={() => import("./help.tsx")}>{({ Help }) => <Help />}</Later>}
      </Popover>
    </header>
  );
}
