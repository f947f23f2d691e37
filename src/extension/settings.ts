/** The user's settings, read when they are needed: none is cached. */
import * as vscode from "vscode";
import { SETTINGS, type Settings } from "./ids.ts";

/** The value that holds for `scope`; the default when somebody put a value of another type there. */
export function setting<Name extends keyof Settings>(name: Name, scope?: vscode.Uri): Settings[Name] {
  const { id, default: fallback } = SETTINGS[name];
  const value = vscode.workspace.getConfiguration(undefined, scope ?? null).get<unknown>(id);
  return typeof value === typeof fallback ? (value as Settings[Name]) : fallback;
}
