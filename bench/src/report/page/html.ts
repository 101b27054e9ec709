import type { Track } from "../../plan/plan.ts";
import type { Line } from "../../store/line.ts";
import { BASELINE } from "../against.ts";
import type { Figure } from "../figures/chart.ts";
import { curvesFigure } from "../figures/curves.ts";
import { ecdfFigure } from "../figures/ecdf.ts";
import { type Memory, memoryFigure } from "../figures/memory.ts";
import { profileFigure } from "../figures/profile.ts";
import { sensitivityFigure } from "../figures/sensitivity.ts";
import { fullGrid, suiteGrid } from "../grids.ts";
import type { Report } from "../report.ts";
import { type Section, withMostTrials } from "../sections.ts";
import { type Suite, withMostTrialsOfGroup } from "../suites.ts";
import { legend, notes, sectionVerdicts, suiteVerdict } from "../verdicts.ts";
import { evaluations, headline, list, setting, trackNames, trialsTitle } from "../words.ts";
import { type Assets, assets } from "./assets.ts";
import { figureMarkup } from "./figures.ts";
import { json, type Markup, html as markup, raw } from "./markup.ts";
import { scoreRanges, timeRanges } from "./ranges.ts";
import { gridTable, heatmap } from "./tables.ts";

/**
 * `report.html`: one file that needs nothing else, with every table and figure.
 * @param lines those that the report is of: the figures want their curves and tuning runs
 * @param memory numbers of state a weight, of the optimizers of which they are known
 */
export async function html(report: Report, lines: readonly Line[], memory: Memory): Promise<string> {
  return documentOf(report, lines, memory, await assets()).markup;
}

const title = "Which optimizer, on what, by how much";

function documentOf(report: Report, lines: readonly Line[], memory: Memory, { script, style }: Assets): Markup {
  const { plan } = report;
  const tracks = plan.tracks.filter((track) => report.sections.some((section) => section.track === track));
  const versions = Object.entries(plan.versions).map(([name, version]) => `${name} ${version}`);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:">
<meta name="color-scheme" content="light dark">
<title>${title} · Downhill</title>
<style>${raw(style)}</style>
</head>
<body>
<header>
<p class="brand">Downhill bench</p>
<h1>${title}</h1>
<p class="lead">${headline(plan)}.</p>
${facts(report)}
</header>
<nav aria-label="Contents">
${tracks.map((track) => markup`<ul>${contents(report, track, tracks.length > 1)}</ul>`)}
<ul><li><a href="#reading">how to read this</a></li></ul>
</nav>
<main>
${picker(report)}
${tracks.map((track) => trackMarkup(report, lines, memory, track))}
<section id="reading" aria-labelledby="reading-title">
<h2 id="reading-title">How to read this</h2>
<ul class="notes">${[...legend(report, false), ...notes(report)].map((line) => markup`<li>${line}</li>`)}</ul>
<p class="note">Seed ${plan.seed}. ${versions.join(", ")}.</p>
</section>
</main>
<script>${raw(script)}</script>
</body>
</html>
`;
}

function facts({ plan, runs }: Report): Markup {
  const all = runs.tuning + runs.test;
  const entries: [string, string][] = [
    ["optimizers", `${plan.optimizers.length}`],
    ["problems", `${plan.problems.length}`],
    ["runs", all.toLocaleString("en")],
    ["of them diverged", runs.diverged.toLocaleString("en")],
    ["trials each", `${plan.trials.at(-1)}`],
    ["test seeds", `${plan.testSeeds.length}`],
  ];
  return markup`<dl class="facts">${entries.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function contents({ suites, sections }: Report, track: Track, isNamed: boolean): Markup[] {
  const link = (id: string, text: string) => markup`<li><a href="#${id}">${text}</a></li>`;
  return [
    ...(isNamed ? [link(track, track)] : []),
    ...withMostTrialsOfGroup(suites)
      .filter((suite) => suite.track === track)
      .map((suite) => link(suiteId(suite), `all ${suite.group}`)),
    ...withMostTrials(sections)
      .filter((section) => section.track === track)
      .map((section) => link(sectionId(section), section.problem.name)),
  ];
}

const suiteId = ({ track, group }: Suite): string => `${track}-${group}`;
const sectionId = ({ track, problem }: Section): string => `${track}-${problem.name}`;

/** Which optimizers the charts show: the page's script makes buttons of them. */
function picker(report: Report): Markup {
  const suite = withMostTrialsOfGroup(report.suites)[0];
  const byScore = suite?.entries.map(({ optimizer }) => optimizer) ?? report.plan.optimizers;
  const chosen = byScore.filter((name) => name !== BASELINE).slice(0, 5);
  const shown = report.plan.optimizers.includes(BASELINE) ? [BASELINE, ...chosen] : byScore.slice(0, 6);
  const others = byScore.filter((name) => !shown.includes(name));
  return markup`<div id="picker" hidden><span id="picker-title">In the charts</span> <div class="chips" role="group" aria-labelledby="picker-title"></div></div>
<script type="application/json" id="optimizers">${json({ names: [...shown, ...others], shown })}</script>`;
}

function trackMarkup(report: Report, lines: readonly Line[], memory: Memory, track: Track): Markup {
  const sections = report.sections.filter((section) => section.track === track);
  const suites = report.suites.filter((suite) => suite.track === track);
  return markup`
<section class="track" id="${track}" aria-labelledby="${track}-title">
<h2 id="${track}-title">${trackNames[track][0]!.toUpperCase()}${trackNames[track].slice(1)}</h2>
${withMostTrialsOfGroup(suites).map((suite) => suiteMarkup(suite, suites, sections, memory))}
${withMostTrials(sections).map((section) => sectionMarkup(report, lines, section, sections))}
</section>`;
}

function suiteMarkup(suite: Suite, suites: readonly Suite[], sections: readonly Section[], memory: Memory): Markup {
  const id = suiteId(suite);
  const figures = [
    profileFigure(suite, `${id}-profile`),
    ecdfFigure(suite, sections, `${id}-ecdf`),
    memoryFigure(suite, sections, memory, `${id}-memory`),
  ];
  const heading = `All ${suite.group} problems`;
  const heat = markup`
<h4>Optimizers by problems, ${trialsTitle(suite.trials)}</h4>
<p class="caption">Evaluations to the target: the median, its 95 % interval, and from how many of the seeds it was met. The deeper the colour the nearer to the best one of the problem; none at four times its evaluations and beyond.</p>
${heatmap(suite, sections, `${heading}: optimizers by problems`)}`;
  const isNarrow = suite.problems.length <= BESIDE;
  return markup`
<section class="card" id="${id}" aria-labelledby="${id}-title">
<h3 id="${id}-title">${heading}</h3>
${said(suiteVerdict(suite))}
<div class="beside">
<div>
<h4>Scores</h4>
<p class="caption">The area under the performance profile, with a band of other problems and seeds; the ranks that it allows.</p>
${gridTable(suiteGrid(suite, suites), `${heading}: scores`, scoreRanges(suite))}
${isNarrow ? heat : ""}
</div>
<div class="stack">${drawn(figures)}</div>
</div>
${isNarrow ? "" : heat}
</section>`;
}

/** So many problems have room beside the figures. */
const BESIDE = 4;

function sectionMarkup(report: Report, lines: readonly Line[], section: Section, sections: readonly Section[]): Markup {
  const { problem, target, budget } = section;
  const id = sectionId(section);
  const figures = [
    curvesFigure(section, `${id}-curves`),
    sensitivityFigure(report.plan, lines, section, `${id}-rates`),
  ];
  return markup`
<section class="card" id="${id}" aria-labelledby="${id}-title">
<h3 id="${id}-title">${problem.name} <span class="tag">${problem.group}</span></h3>
<p class="caption">Target "${target.name}": a loss of ${setting(target.loss)} within ${evaluations(budget)} evaluations.${othersOf(section)}</p>
${said(sectionVerdicts(section))}
${gridTable(fullGrid(section, sections), `${problem.name}: all figures`, timeRanges(section))}
<div class="figures">${drawn(figures)}</div>
</section>`;
}

function othersOf({ problem, target }: Section): string {
  const others = problem.targets.filter((each) => each !== target);
  if (others.length === 0) return "";
  return ` Others: ${list(others.map(({ name, loss }) => `"${name}" ${setting(loss)}`))}.`;
}

/** The first sentence is what there is to say. */
const said = ([first, ...others]: readonly string[]): Markup =>
  markup`<p class="verdict">${first}</p>${others.length > 0 ? markup`<ul class="said">${others.map((line) => markup`<li>${line}</li>`)}</ul>` : ""}`;

const drawn = (figures: readonly (Figure | undefined)[]): Markup[] =>
  figures.flatMap((figure) => (figure ? [figureMarkup(figure)] : []));
