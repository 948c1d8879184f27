import * as z from 'zod';
import { adviceDocumentSchema } from './advice-printable.ts';
import { comparisonDocumentSchema } from './comparison-schema.ts';
import { doctorDocumentSchema } from './doctor-view.ts';
import { gateDocumentSchema } from './gate-schema.ts';
import { jsonSchemaVersion } from './json.ts';
import { jsonDocumentSchema } from './json-schema.ts';
import { sweepDocumentSchema } from './sweep-printable.ts';

const cell = z.union([z.string(), z.number(), z.null()]);

/** JSON of a result that is no more than its view. */
export const viewDocumentSchema = z.object({
  schema: z.literal(jsonSchemaVersion),
  kind: z.string(),
  title: z.string(),
  headline: z.string(),
  facts: z.array(z.object({ name: z.string(), value: z.string() })),
  tables: z.array(z.object({ id: z.string(), columns: z.array(z.string()), rows: z.array(z.array(cell)) })),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  checks: z.array(
    z.object({
      verdict: z.enum(['passed', 'breached', 'undecided']),
      name: z.string(),
      message: z.string(),
    }),
  ),
});

/** Every form of `--format json`, keyed by its definition's name in the published schema: a new kind of document is one
 * line here. */
export const documentSchemas = {
  run: jsonDocumentSchema,
  advice: adviceDocumentSchema,
  comparison: comparisonDocumentSchema,
  doctor: doctorDocumentSchema,
  gate: gateDocumentSchema,
  sweep: sweepDocumentSchema,
  view: viewDocumentSchema,
} satisfies Record<string, z.ZodType>;

/** The JSON Schema of every document that `--format json` writes, as it is published in the package.
 * @see https://json-schema.org/draft/2020-12 */
export const publishedSchema = () => {
  const definitions = Object.fromEntries(
    Object.entries(documentSchemas).map(([name, schema]) => {
      // A new field is no new version, so a reader may not refuse one.
      const { $schema: _, ...definition } = z.toJSONSchema(schema, {
        io: 'input',
        reused: 'inline',
        override: ({ jsonSchema }) => {
          if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
        },
      });
      return [name, definition];
    }),
  );
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'lambda-fanout, --format json',
    anyOf: Object.keys(definitions).map((name) => ({ $ref: `#/$defs/${name}` })),
    $defs: definitions,
  };
};
