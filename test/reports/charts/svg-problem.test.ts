import { expect, test } from 'vitest';
import { svgProblem } from '../../../reports/charts/svg-problem.ts';

test.each([
  '<svg width="1"><g class="mark" fill="none" stroke-miterlimit="10"><path d="M0,0L1,1" stroke="var(--s1)"/></g></svg>',
  '<svg><g clip-path="url(#own-clip1)"><text transform="translate(1,2)" font-family="sans-serif">url(https://e.example)</text></g></svg>',
  '<svg><rect fill="rgba(1, 2, 3, .5)" aria-label="url(x)"/><text>a &lt;b&gt; = "c"</text></svg>',
])('a sound drawing: %s', (svg) => expect(svgProblem(svg)).toBeNull());

test.each(
  ['fill', 'stroke', 'clip-path', 'cursor', 'font-family', 'stop-color', 'filter', 'mask', 'style'].flatMap(
    (name) =>
      [
        'url(https://e.example/x#y)',
        'URL( //e.example )',
        "url('https://e.example#x')",
        '\\75rl(https://e.example)',
        'u\\72 l(https://e.example)',
        'url(#a) url(https://e.example)',
        'image-set(&quot;https://e.example&quot; 1x)',
        'src(x)',
        'var(--none, url(https://e.example/x#y))',
        'rgb(1 src(x))',
      ].map((value) => [`<svg><path ${name}="${value}"/></svg>`]),
  ),
)('an address in an attribute: %s', (svg) => expect(svgProblem(svg)).not.toBeNull());

test.each([
  '<svg><image href="x"/></svg>',
  '<svg><a xlink:href="x"><path d="M0,0"/></a></svg>',
  '<svg><use href="#x"/></svg>',
  '<svg onload="x"></svg>',
  '<svg><script>x</script></svg>',
  '<svg><foreignObject/></svg>',
  '<svg><path style="position: fixed"/></svg>',
  '<svg><!-- x --></svg>',
])('an element or attribute that Vega’s charts do not have: %s', (svg) =>
  expect(svgProblem(svg)).not.toBeNull(),
);

test.each([
  '<svg><g></svg>',
  '<svg><g/></g></svg>',
  '<svg></svg></div>',
  '<svg></svg><svg></svg>',
  '<svg></svg><path d="M0,0"',
  '<g><svg></svg></g>',
  '<svg><text>a<b</text></svg>',
  '<svg>',
])('a drawing that is more or less than one element: %s', (svg) => expect(svgProblem(svg)).not.toBeNull());
