import * as vscode from 'vscode';
import type { MjmlSource } from '../core/render/renderResult.ts';
import { settings, type SettingId } from '../commands.ts';

/** Reads settings as they stand. Values are checked here, because people edit settings.json by hand. */
export function readNumber(
  id: SettingId,
  range: { readonly fallback: number; readonly min: number; readonly max: number },
): number {
  const value: unknown = read(id);
  if (typeof value !== 'number' || !Number.isFinite(value)) return range.fallback;
  return Math.min(Math.max(Math.trunc(value), range.min), range.max);
}

export function readBoolean(id: SettingId, fallback: boolean, scope?: vscode.Uri): boolean {
  const value: unknown = read(id, scope);
  return typeof value === 'boolean' ? value : fallback;
}

export function readString(id: SettingId, fallback: string): string {
  const value: unknown = read(id);
  return typeof value === 'string' ? value : fallback;
}

/** The value as `unknown`: whoever asks parses it. */
export function read(id: SettingId, scope?: vscode.Uri): unknown {
  return vscode.workspace.getConfiguration(undefined, scope).get(id);
}

export function previewUpdateDelayMs(): number {
  return readNumber(settings.previewUpdateDelay, { fallback: 0, min: 0, max: 5000 });
}

export function wantedMjml(template: vscode.Uri): MjmlSource {
  return read(settings.mjmlEngine, template) === 'workspace' ? 'workspace' : 'bundled';
}

export function allowsRemoteImages(): boolean {
  return readString(settings.previewRemoteImages, 'ask') === 'always';
}
