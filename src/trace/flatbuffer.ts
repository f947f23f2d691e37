/**
 * Looks into the header of an Arrow message, a flatbuffer. A damaged one may claim lists of billions, which a decoder
 * would believe: their lengths are looked at before it sees them.
 * Layout: <https://flatbuffers.dev/internals/>, tables of <https://github.com/apache/arrow/tree/main/format>
 */

/** Position of a table's field, 0 when absent. @throws RangeError when the table is none. */
export function field(view: DataView, table: number, index: number): number {
  const vtable = table - view.getInt32(table, true);
  const slot = 4 + index * 2;
  if (slot >= view.getUint16(vtable, true)) return 0;
  const offset = view.getUint16(vtable + slot, true);
  return offset === 0 ? 0 : table + offset;
}

/** Position of the table that a field refers to, 0 when absent. */
export function subtable(view: DataView, table: number, index: number): number {
  const at = field(view, table, index);
  return at === 0 ? 0 : at + view.getUint32(at, true);
}

/**
 * Positions of the entries of a list, each of so many bytes.
 * @throws RangeError when the list does not fit in front of `end`.
 */
function entries(view: DataView, table: number, index: number, bytes: number, end: number): number[] {
  const list = subtable(view, table, index);
  if (list === 0) return [];
  const count = view.getUint32(list, true);
  if (list + 4 + count * bytes > end) throw new RangeError(`a list of ${count}`);
  return Array.from({ length: count }, (_, i) => list + 4 + i * bytes);
}

const NODE_BYTES = 16;
const OFFSET_BYTES = 4;

/**
 * The lists of a RecordBatch: a node for each column, which has a length, and its buffers, which have a place in the
 * body of so many bytes. A value takes a byte at least.
 */
export function checkRecords(view: DataView, records: number, end: number, body: number): void {
  const length = field(view, records, 0);
  const lengths = [length, ...entries(view, records, 1, NODE_BYTES, end)];
  for (const at of lengths) if (at !== 0) within(integer(view, at), body);
  for (const at of entries(view, records, 2, NODE_BYTES, end)) {
    const start = integer(view, at);
    within(start, body);
    within(start + integer(view, at + 8), body);
  }
}

/** A 64-bit integer; those that are no safe numbers become such as fit nowhere. */
const integer = (view: DataView, at: number): number => Number(view.getBigInt64(at, true));

function within(number: number, most: number): void {
  if (!(number >= 0 && number <= most)) throw new RangeError(`${number} of ${most}`);
}

/** The lists of a Schema, and of its fields; `depth` ends those that contain themselves. */
export function checkSchema(view: DataView, schema: number, end: number): void {
  entries(view, schema, 2, OFFSET_BYTES, end);
  checkFields(view, schema, 1, end, 4);
}

function checkFields(view: DataView, table: number, index: number, end: number, depth: number): void {
  if (depth === 0) throw new RangeError("fields within fields");
  for (const entry of entries(view, table, index, OFFSET_BYTES, end)) {
    const one = entry + view.getUint32(entry, true);
    entries(view, one, 6, OFFSET_BYTES, end);
    checkFields(view, one, 5, end, depth - 1);
  }
}
