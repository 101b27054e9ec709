import { switchTheme } from "../theme.ts";

export function Header() {
  return (
    <header class="top">
      <h1>downhill</h1>
      <p class="motto">Which optimizer learns this fastest, from the same start?</p>
      <button type="button" class="quiet" onClick={switchTheme}>
        Light / dark
      </button>
    </header>
  );
}
