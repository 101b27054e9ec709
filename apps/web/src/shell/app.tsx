import { Explain } from "./explain.tsx";
import { Header } from "./header.tsx";
import { useHouse } from "./house.ts";
import { useShortcuts } from "./keys.ts";
import { Maps } from "./maps.tsx";
import { BenchRoom, room, SurfacesRoom } from "./rooms.tsx";
import { Sentence } from "./sentence.tsx";
import { Stage } from "./stage.tsx";
import { Table } from "./table.tsx";
import { Notice, Verdict } from "./verdict.tsx";

export function App() {
  useShortcuts(useHouse().director);
  return (
    <>
      <Header />
      <main>{rooms[room.value]()}</main>
      {room.value === "race" && <Explain />}
    </>
  );
}

const rooms = {
  race: () => <RaceRoom />,
  surfaces: () => <SurfacesRoom />,
  bench: () => <BenchRoom />,
} as const;

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
