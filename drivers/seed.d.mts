import type { DriverEvent, DriverPlan } from '../src/runners/events.ts';

export function readPlan(): DriverPlan;
export function openChannel(plan: { readonly channel: number }): (event: DriverEvent) => void;
export function seedGlobals(target: object, plan: { readonly seed: number; readonly clockShiftMs?: number }): void;
export function idMaker(): (file: string, titles: readonly string[]) => string;
export function fileOf(id: string): string;
export function relativeFile(folder: string, file: string): string;
export function plainText(text: unknown): string;
export function errorText(thrown: unknown): { message: string; name?: string; stack?: string };
