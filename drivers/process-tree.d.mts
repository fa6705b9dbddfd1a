export declare const RUN_ID: 'TESTING_PATTERNS_RUN_ID';
export declare function processesOf(runId: string): number[];
export declare function residentBytes(pids: readonly number[]): number;
export declare function signalGroup(pid: number, signal: NodeJS.Signals): boolean;
export declare function sweep(runId: string): boolean;
