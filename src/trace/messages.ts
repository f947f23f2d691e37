/**
 * Walks the messages of an Arrow IPC stream without decoding them, so that a trace that was cut short is read up
 * to its last complete message and batches can be taken apart and put together again as bytes.
 * Layout: <https://arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc>
 */
import { checkRecords, checkSchema, field, subtable } from "./flatbuffer.ts";

export const MESSAGE_SCHEMA = 1;
export const MESSAGE_DICTIONARY = 2;
export const MESSAGE_RECORDS = 3;

export interface IpcMessage {
  /** One of the MESSAGE_ constants; 0 for the end-of-stream mark. */
  type: number;
  /** For a dictionary: its id, else -1. */
  dictionary: number;
  start: number;
  end: number;
}

/** More than any header of ours; a larger one means that these bytes are not a trace. */
const MAX_HEADER_BYTES = 1 << 20;
const CONTINUATION = 0xffffffff;

/** The bytes are not an Arrow stream. */
export class MalformedStreamError extends Error {
  override name = "MalformedStreamError";
}

/**
 * The message that begins at `offset`; undefined when it is not complete yet.
 * @throws MalformedStreamError when what stands there cannot be a message.
 */
export function messageAt(bytes: Uint8Array, offset: number): IpcMessage | undefined {
  if (offset + 8 > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(offset, true) !== CONTINUATION) throw new MalformedStreamError("no message begins here");
  const header = view.getInt32(offset + 4, true);
  if (header === 0) return { type: 0, dictionary: -1, start: offset, end: offset + 8 };
  if (header < 16 || header > MAX_HEADER_BYTES)
    throw new MalformedStreamError("a message header of impossible length");
  const meta = offset + 8;
  if (meta + header > bytes.length) return undefined;
  try {
    const root = meta + view.getUint32(meta, true);
    const type = field(view, root, 1);
    const bodyAt = field(view, root, 3);
    const body = bodyAt === 0 ? 0 : Number(view.getBigInt64(bodyAt, true));
    if (!Number.isSafeInteger(body) || body < 0) throw new RangeError();
    const end = meta + header + body;
    if (end > bytes.length) return undefined;
    const kind = type === 0 ? 0 : view.getUint8(type);
    const headerEnd = meta + header;
    const told = subtable(view, root, 2);
    let id = -1;
    if (kind === MESSAGE_DICTIONARY) {
      const idAt = field(view, told, 0);
      id = idAt === 0 ? 0 : Number(view.getBigInt64(idAt, true));
      checkRecords(view, subtable(view, told, 1), headerEnd, body);
    } else if (kind === MESSAGE_RECORDS) checkRecords(view, told, headerEnd, body);
    else if (kind === MESSAGE_SCHEMA) checkSchema(view, told, headerEnd);
    return { type: kind, dictionary: id, start: offset, end };
  } catch (error) {
    if (error instanceof RangeError) throw new MalformedStreamError("a message header that is not one");
    throw error;
  }
}
