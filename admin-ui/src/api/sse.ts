/** Reads text/event-stream as it arrives, in pieces of any size. */
export class EventReader {
  #rest = "";

  /** The data of each event that this piece completes; comments and names are left out. */
  read(piece: string): string[] {
    const parts = (this.#rest + piece).replaceAll("\r\n", "\n").split("\n\n");
    this.#rest = parts.pop() ?? "";
    return parts.map(data).filter((text) => text !== "");
  }
}

function data(event: string): string {
  return event
    .split("\n")
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice("data:".length).replace(/^ /, ""))
    .join("\n");
}
