import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Wrong } from "./Wrong.tsx";

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Wrong />
  </StrictMode>,
);
