import manifest from '../package.json' with { type: 'json' };

/** Defined by the build (`scripts/build.js`); not defined when the program runs from its sources. */
declare const buildRevision: string | undefined;

/** Version of this program, from its package.json. */
export const version: string = manifest.version;

/** Commit this program was built from, or `unknown`. */
export const revision: string = typeof buildRevision === 'string' ? buildRevision : 'unknown';
