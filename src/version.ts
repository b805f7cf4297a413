import manifest from '../package.json' with { type: 'json' };

/** Put in by the build (`scripts/build.js`); not there in a program that runs from its sources. */
declare const buildRevision: string | undefined;

/** Version of this program, as its package says. */
export const version: string = manifest.version;

/** Commit this program was built from, or `unknown`. */
export const revision: string = typeof buildRevision === 'string' ? buildRevision : 'unknown';
