/** The containers of a manager, by the names of their methods. What is in them are cells: encoded values. */
import { DictMachine } from "../primitives/dict.ts";
import { Fault } from "../primitives/fault.ts";
import { ListMachine } from "../primitives/list.ts";
import type { ContainerType, Method } from "../protocol/manager.ts";
import { peek } from "../runtime/values.ts";
import { identityOf } from "./equality.ts";
import { compare } from "./order.ts";

export type Cell = Uint8Array;
/** One value, several, a number, or nothing. */
export type Answer = Cell | Cell[] | number | undefined;

export interface Container {
  /**
   * One step: nothing else happens meanwhile.
   * @throws Fault when it cannot be done; nothing has changed then.
   */
  call(method: Method, index: number, cells: Cell[]): Answer;
}

/** `cells`: of a list its items, else name and value in turn. */
export function makeContainer(type: ContainerType, cells: Cell[]): Container {
  if (type === "List") return new List(cells);
  return type === "Dict" ? new Dict(cells) : new Namespace(cells);
}

const identify = (cell: Cell): string => identityOf(peek(cell));

const unknownMethod = (method: Method, type: ContainerType): Fault =>
  new Fault("attribute", `'${type}' object has no attribute '${method}'`);

class Dict implements Container {
  readonly #dict = new DictMachine<Cell>(identify);

  constructor(cells: Cell[]) {
    this.#dict.update(cells);
  }

  call(method: Method, _index: number, cells: Cell[]): Answer {
    const dict = this.#dict;
    const [key, value] = cells as [Cell, Cell];
    switch (method) {
      case "get":
        return dict.get(key);
      case "has":
        return Number(dict.has(key));
      case "set":
        dict.set(key, value);
        return;
      case "delete":
        return Number(dict.take(key) !== undefined);
      case "update":
        dict.update(cells);
        return;
      case "setDefault":
        return dict.setDefault(key, value);
      case "pop": {
        const taken = dict.take(key);
        if (!taken) throw new Fault("value", `no key ${shown(key)} in the dict`);
        return taken;
      }
      case "clear":
        dict.clear();
        return;
      case "size":
        return dict.size;
      case "keys":
        return dict.keys();
      case "values":
        return dict.values();
      case "entries":
      case "snapshot":
        return dict.pairs();
      default:
        throw unknownMethod(method, "Dict");
    }
  }
}

class List implements Container {
  readonly #list = new ListMachine<Cell>(identify);

  constructor(cells: Cell[]) {
    this.#list.push(cells);
  }

  call(method: Method, index: number, cells: Cell[]): Answer {
    const list = this.#list;
    const [item] = cells as [Cell];
    switch (method) {
      case "at":
        return list.at(index);
      case "set":
        list.set(index, item);
        return;
      case "push":
      case "append":
      case "extend":
        list.push(cells);
        return;
      case "insert":
        list.insert(index, item);
        return;
      case "remove":
        list.remove(item);
        return;
      case "pop":
        return list.pop(index);
      case "indexOf":
        return list.indexOf(item);
      case "count":
        return list.count(item);
      case "reverse":
        list.reverse();
        return;
      case "sort":
        list.sort(peek, compare);
        return;
      case "clear":
        list.clear();
        return;
      case "length":
        return list.length;
      case "snapshot":
        return [...list.items];
      default:
        throw unknownMethod(method, "List");
    }
  }
}

class Namespace implements Container {
  readonly #names = new DictMachine<Cell>(identify);

  constructor(cells: Cell[]) {
    this.#names.update(cells);
  }

  call(method: Method, _index: number, cells: Cell[]): Answer {
    const names = this.#names;
    const [name, value] = cells as [Cell, Cell];
    switch (method) {
      case "get":
        return present(name, names.get(name));
      case "set":
        names.set(name, value);
        return;
      case "delete":
        present(name, names.take(name));
        return;
      case "snapshot":
        return names.pairs();
      default:
        throw unknownMethod(method, "Namespace");
    }
  }
}

function present(name: Cell, value: Cell | undefined): Cell {
  if (!value) throw new Fault("attribute", `'Namespace' object has no attribute '${peek(name)}'`);
  return value;
}

function shown(key: Cell): string {
  const value = peek(key);
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "object" && value !== null ? "like that" : String(value);
}
