import * as z from 'zod';

/** Values of Prometheus' configuration files. YAML gives every scalar as the text that it is written as. */

/** Any text. */
export const text = z.string({ error: 'write a text' });

/** A list of texts. */
export const texts = z.array(text, { error: 'write a list of texts' });

/** The words of YAML 1.1, which Prometheus' programs read. */
const yes = /^(?:y|yes|true|on)$/i;
const no = /^(?:n|no|false|off)$/i;

/** A truth value. */
export const truth = text
  .refine((word) => yes.test(word) || no.test(word), 'write true or false')
  .transform((w) => yes.test(w));

/** A version of TLS. */
export const tlsVersion = z.enum(['TLS10', 'TLS11', 'TLS12', 'TLS13'], {
  error: 'write TLS10, TLS11, TLS12 or TLS13',
});

/** What to write where keys and values belong. */
export const mapping = { error: 'write keys and their values' };
