/** Longest name in characters; systems take 255 bytes. */
const longest = 120;

/**
 * A text as the name of a file or folder on any system: letters, digits and `. _ = , [ ] -`, others as `_`; it neither begins with a
 * dot or a hyphen nor is empty.
 */
function fileName(text: string): string {
  const safe = text.replaceAll(/[^\w.=,[\]-]/g, '_').replace(/^[.-]+/, (first) => '_'.repeat(first.length));
  return safe.slice(0, longest) || '_';
}

/** Makes names of files that differ, also where upper and lower case are one: a further one of the same name ends in `-2`, `-3`, ... */
export function distinctNames(): (text: string) => string {
  const taken = new Set<string>();
  return (text) => {
    const name = fileName(text);
    for (let n = 1; ; n++) {
      const tried = n === 1 ? name : `${name}-${n}`;
      if (taken.has(tried.toLowerCase())) continue;
      taken.add(tried.toLowerCase());
      return tried;
    }
  };
}
