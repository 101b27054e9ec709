/** Files that are dropped on the page or chosen: one's own, several, or a folder's. */

/** The files of what is dropped, those in its folders included. */
async function filesOf({ items }: DataTransfer): Promise<File[]> {
  // Both are there only until the event is over; what comes from no disk is no entry.
  const found = [...items].map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  return (await Promise.all(found.map(({ entry, file }) => (entry ? within(entry) : file ? [file] : [])))).flat();
}

async function within(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) return [await new Promise<File>((tell, fail) => (entry as FileSystemFileEntry).file(tell, fail))];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const entries = await new Promise<FileSystemEntry[]>((tell, fail) => reader.readEntries(tell, fail));
  const files = entries.filter(({ isFile }) => isFile);
  return (await Promise.all(files.map(within))).flat();
}

/** While there is a tab for them, the page takes files wherever they are dropped. @returns ends it */
export function takeDropped(room: HTMLElement, onFiles: (files: readonly File[]) => void): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  const isOfFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes("Files") === true;
  const over = (event: DragEvent, is: boolean): void => {
    if (!isOfFiles(event)) return;
    event.preventDefault();
    room.classList.toggle("dropping", is);
  };
  document.addEventListener("dragover", (event) => over(event, true), { signal });
  document.addEventListener("dragleave", (event) => over(event, event.relatedTarget !== null), { signal });
  document.addEventListener(
    "drop",
    (event) => {
      over(event, false);
      if (isOfFiles(event)) void filesOf(event.dataTransfer!).then(onFiles);
    },
    { signal },
  );
  return () => listening.abort();
}
