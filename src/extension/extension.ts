/** The extension's entry: registers everything, and answers the API that tests and other extensions use. */
import * as vscode from "vscode";
import type { LessonPage } from "../protocol/lesson-page.ts";
import type { ViewSnapshot, WebviewCommand } from "../protocol/view.ts";
import { Classroom } from "./classroom.ts";
import { COMPARISON_SCHEME, Comparisons } from "./compare-traces.ts";
import { debugFile, registerDebugging } from "./debug.ts";
import { EditLog } from "./edit-log.ts";
import { FigureHints } from "./figure-hints.ts";
import { registerHintCommands } from "./hint-commands.ts";
import { COMMANDS, type CommandName, PROGRAM_EXTENSIONS, SETTINGS, TRACE_EXTENSION, VIEWS } from "./ids.ts";
import { LockedTraces } from "./locked-traces.ts";
import { registerModelTools } from "./model-tools.ts";
import { openLocation } from "./open-location.ts";
import { PROGRAM_SELECTOR, ProblemActions } from "./problem-actions.ts";
import { Problems } from "./problems.ts";
import { ProgramLens } from "./program-lens.ts";
import { Recording } from "./recording.ts";
import { RefusedError, StartError } from "./run-errors.ts";
import { LAST_RUN_KEY, type LastRun, type RunHandle, Runner } from "./runner.ts";
import { newProgram, setupWorkspace } from "./setup-workspace.ts";
import { Status } from "./status.ts";
import { registerTasks } from "./tasks.ts";
import { TimelinePanel } from "./timeline-panel.ts";
import type { ViewActions } from "./timeline-view.ts";
import { openListed, openTrace, TraceEditor } from "./trace-editor.ts";
import { registerViews } from "./views.ts";

export interface Api {
  /**
   * Runs a program as `interleave.run` does. Rejects when it could not be started.
   */
  run(uri: vscode.Uri): Promise<RunHandle>;
  /** What the open timeline shows now; undefined when none is visible. */
  snapshot(): Promise<ViewSnapshot | undefined>;
  /** What the page of the open lesson says; undefined when none is open. */
  lesson(): Promise<LessonPage | undefined>;
}

let runner: Runner | undefined;

export function activate(context: vscode.ExtensionContext): Api {
  const log = vscode.window.createOutputChannel("Interleave", { log: true });
  const tell = (error: unknown) => tellError(error, log);
  const invoke = (work: () => unknown) => attempt(work, tell);
  const status = new Status();
  const actions: ViewActions = {
    open: (recording, place, from) => {
      openLocation(recording, place, from).catch((error: unknown) => tell(error));
    },
    command: (command) => void fromView(command),
    log: (message) => log.warn(message),
  };
  const panel = new TimelinePanel(context.extensionUri, actions);
  const edits = new EditLog();
  const problems = new Problems(edits);
  const figures = new FigureHints(edits);
  const editor = new TraceEditor(context.extensionUri, actions, problems);
  const programs = new Runner(context, panel, status, log, problems, figures);
  runner = programs;

  /** Gives the panel something to show, unless it has something by then. */
  const restore = async () => {
    if (panel.recording) return;
    const last = await lastRecording(context, problems);
    if (panel.recording) last.dispose();
    else panel.recording = last;
  };

  const lens = new ProgramLens();
  const classroom = new Classroom(context, programs, log);
  const locked = new LockedTraces(context.workspaceState);
  const comparisons = new Comparisons(context);

  const handlers: Record<CommandName, (...args: unknown[]) => Promise<void>> = {
    run: async (resource) => {
      const file = uriOf(resource) ?? activeFile() ?? programs.last;
      if (!file)
        throw new RefusedError(vscode.l10n.t("Open the TypeScript or JavaScript file to run first."));
      await classroom.prepare(file);
      await programs.run(file);
    },
    debug: async (resource) => {
      const file = uriOf(resource) ?? activeFile() ?? programs.last;
      if (!file)
        throw new RefusedError(vscode.l10n.t("Open the TypeScript or JavaScript file to debug first."));
      await classroom.prepare(file);
      await debugFile(file);
    },
    stop: () => programs.stop(),
    showTimeline: async () => {
      await restore();
      panel.reveal();
    },
    present: async () => {
      if (editor.active) return editor.active.present();
      await handlers.showTimeline();
      panel.reveal(true);
      panel.view?.present();
    },
    openLesson: (lesson) => classroom.open(typeof lesson === "string" ? lesson : undefined),
    resetLesson: (resource) => classroom.reset(uriOf(resource)),
    openTrace: (resource) => openTrace(uriOf(resource)),
    exportTrace: async (resource, choice) => {
      // The title bar of the timeline hands over an address of the webview's own.
      const uri = traceOf(resource);
      const view = uri ? undefined : (editor.active ?? panel.view);
      const { choiceOf, exportTrace, sourceOfUri, sourceOfView } = await import("./export-trace.ts");
      const from = view ? await sourceOfView(view) : await sourceOfUri(uri);
      if (from)
        await exportTrace(from, vscode.Uri.joinPath(context.extensionUri, "dist").fsPath, choiceOf(choice));
    },
    copyPicture: async () => {
      const view = editor.active ?? panel.view;
      if (!view) throw new RefusedError(vscode.l10n.t("Show the timeline first."));
      const { copyPicture } = await import("./export-trace.ts");
      await copyPicture(view, (choice) => handlers.exportTrace(undefined, choice));
    },
    compareTraces: (resource, selected) => {
      const [first, second] = Array.isArray(selected) ? selected.map(traceOf) : [];
      return comparisons.show(first ?? traceOf(resource), second);
    },
    compareSideBySide: async (resource, selected) => {
      const [first, second] = Array.isArray(selected) ? selected.map(traceOf) : [];
      const [before, after] = await comparisons.two(first ?? traceOf(resource), second);
      if (before && after) await editor.showBeside(before, after);
    },
    keepTrace: async (resource) => {
      const uri = traceOf(resource);
      if (uri) await locked.keep(uri.fsPath, true);
    },
    letGoTrace: async (resource) => {
      const uri = traceOf(resource);
      if (uri) await locked.keep(uri.fsPath, false);
    },
    setupWorkspace: () => setupWorkspace(context.extensionUri),
    newProgram: () => newProgram(),
  };

  const fromView = (command: WebviewCommand): Promise<void> => {
    switch (command) {
      case "run":
      case "restart":
        return invoke(() => handlers.run(programs.last ?? activeFile()));
      case "stop":
        return invoke(handlers.stop);
      case "openLesson":
        return invoke(() => handlers.openLesson());
      case "showOutput":
        programs.showOutput();
        return Promise.resolve();
      case "copyPicture":
        return invoke(handlers.copyPicture);
      case "exportTrace":
        return invoke(() => handlers.exportTrace());
      case "selectNode":
        return invoke(() =>
          vscode.commands.executeCommand("workbench.action.openSettings", SETTINGS.nodePath.id),
        );
      default:
        return command satisfies never;
    }
  };

  for (const name of Object.keys(handlers) as CommandName[])
    context.subscriptions.push(
      vscode.commands.registerCommand(COMMANDS[name], (...args: unknown[]) =>
        invoke(() => handlers[name](...args)),
      ),
    );
  context.subscriptions.push(
    log,
    status,
    panel,
    programs,
    problems,
    figures,
    edits,
    vscode.languages.registerInlayHintsProvider(PROGRAM_SELECTOR, figures),
    vscode.languages.registerHoverProvider(PROGRAM_SELECTOR, figures),
    registerViews(context, programs, locked),
    classroom,
    registerTasks(programs),
    registerModelTools(context, programs),
    vscode.workspace.registerTextDocumentContentProvider(COMPARISON_SCHEME, comparisons),
    registerDebugging(context, programs, activeFile),
    lens,
    vscode.languages.registerCodeLensProvider(PROGRAM_SELECTOR, lens),
    registerHintCommands(context.extensionUri, panel, editor, invoke),
    vscode.languages.registerCodeActionsProvider(PROGRAM_SELECTOR, new ProblemActions(problems), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
    panel.onDidClose(() => {
      if (!panel.recording?.live) status.hide();
    }),
    vscode.window.registerCustomEditorProvider(VIEWS.trace, editor),
    vscode.window.registerWebviewPanelSerializer(VIEWS.timeline, {
      async deserializeWebviewPanel(restored) {
        await restore();
        panel.adopt(restored);
      },
    }),
  );

  return {
    run: (uri) => programs.run(uri),
    snapshot: () => editor.active?.snapshot() ?? panel.snapshot(),
    lesson: () => classroom.page(),
  };
}

export async function deactivate(): Promise<void> {
  await runner?.close();
}

/** Runs a command's work; what goes wrong is told once, as a sentence. */
async function attempt(work: () => unknown, tell: (error: unknown) => void): Promise<void> {
  try {
    await work();
  } catch (error) {
    tell(error);
  }
}

function tellError(error: unknown, log: vscode.LogOutputChannel): void {
  const message = error instanceof Error ? error.message : String(error);
  log.error(message);
  // The timeline that has just been opened shows it already.
  if (error instanceof StartError && error.shown) return;
  if (error instanceof RefusedError && error.untrusted) {
    const manage = vscode.l10n.t("Manage Workspace Trust");
    void vscode.window.showErrorMessage(message, manage).then((picked) => {
      if (picked === manage) void vscode.commands.executeCommand("workbench.trust.manage");
    });
  } else void vscode.window.showErrorMessage(message);
}

/** What a menu or a link hands to a command: an address, or a row of a tree that has one. */
function uriOf(resource: unknown): vscode.Uri | undefined {
  if (resource instanceof vscode.Uri) return resource;
  const row = resource as { resourceUri?: unknown } | undefined;
  return row?.resourceUri instanceof vscode.Uri ? row.resourceUri : undefined;
}

/** The same, of what is a trace. */
function traceOf(resource: unknown): vscode.Uri | undefined {
  const uri = uriOf(resource);
  return uri?.path.endsWith(TRACE_EXTENSION) ? uri : undefined;
}

const isProgram = ({ path }: vscode.Uri): boolean =>
  PROGRAM_EXTENSIONS.some((extension) => path.endsWith(extension));

/** The program in front of the user. The tab says it too, also while no editor has come into focus yet. */
function activeFile(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  if (document && /^(typescript|typescriptreact|javascript)$/.test(document.languageId)) return document.uri;
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputText && isProgram(input.uri) ? input.uri : undefined;
}

/** The trace of the window's last run, as long as it is there; else nothing yet. */
async function lastRecording(context: vscode.ExtensionContext, problems: Problems): Promise<Recording> {
  const last = context.workspaceState.get<LastRun>(LAST_RUN_KEY);
  const uri = last && vscode.Uri.file(last.trace);
  const there =
    uri &&
    (await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    ));
  if (!there) return Recording.empty(activeFile()?.fsPath ?? "");
  return openListed(uri, problems, last.title);
}
