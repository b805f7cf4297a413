import * as z from 'zod';

/** One containerd or Docker Engine that was found on the host, and how to look at it. */
export const Target = z.object({
  kind: z
    .enum(['containerd', 'dockerd', 'engine'])
    .describe('engine: a socket at a place where Engines listen, whose process is not a dockerd of this host'),
  pid: z.int().optional(),
  sockets: z.array(z.string()).readonly().describe('Unix sockets; a dockerd may listen on several, or on none'),
  configFile: z.string().optional().describe('The file it reads, whether it is there or not'),
  version: z.string().optional().describe('Absent when it could not be read from the executable'),
  belongsTo: z.string().optional().describe("k3s, Docker and the like; absent for the system's own"),
  uid: z.int().optional().describe('Effective user id'),
  described: z.boolean().describe('The other commands describe this one with the options that were given'),
  believed: z.boolean().describe('False for a process of another user that only has the name'),
  flags: z
    .array(z.string())
    .readonly()
    .describe('Arguments that make every command look at this one; empty when there are none'),
});
export type Target = Readonly<z.infer<typeof Target>>;
