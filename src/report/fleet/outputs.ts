/** The outputs of a scan: `ndjson` is a line a host, all others are the summary. */
export const fleetOutputs = ['ndjson', 'text', 'markdown', 'html'] as const;
export type FleetOutput = (typeof fleetOutputs)[number];
