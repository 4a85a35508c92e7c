/**
 * Keywords of the generated schemas that say something about a value without checking it. A JSON Schema validator in
 * strict mode must be told of them.
 *
 * - `reference`: the text names an entry of this family (or, with `layer`, a layer of the model)
 * - `layers`: the list holds layers, each discriminated by its first key
 * - `entries`: the map holds entries of this family by name, discriminated by `kind` (claims: by `expect`)
 * - `source`: where a method or data set comes from
 * - `enumDescriptions`: what each value of an enum means, for editors
 */
export const annotationKeywords = ['reference', 'layers', 'entries', 'source', 'enumDescriptions'] as const;
