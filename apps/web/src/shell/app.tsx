import { Explain } from "./explain.tsx";
import { Header } from "./header.tsx";
import { useHouse } from "./house.ts";
import { useShortcuts } from "./keys.ts";
import { Maps } from "./maps.tsx";
import { room, SurfacesRoom } from "./rooms.tsx";
import { Sentence } from "./sentence.tsx";
import { Stage } from "./stage.tsx";
import { Table } from "./table.tsx";
import { Notice, Verdict } from "./verdict.tsx";

export function App() {
  useShortcuts(useHouse().director);
  return (
    <>
      <Header />
      <main>{room.value === "race" ? <RaceRoom /> : <SurfacesRoom />}</main>
      {room.value === "race" && <Explain />}
    </>
  );
}

function RaceRoom() {
  return (
    <>
      <Sentence />
      <Notice />
      <Verdict />
      <div class="figures">
        <Stage />
        <Maps />
      </div>
      <Table />
    </>
  );
}
