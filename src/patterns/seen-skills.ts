import type { EscalationTrigger, Skill } from './skill.ts';

/**
 * Skills as this process has read them. Triggers only become more: one that a file has lost since stays until the process
 * ends, so that nobody lifts a trigger by editing it away.
 */
export class SeenSkills {
  private readonly seen = new Map<string, Skill>();

  /** All that were ever read: these, with what they said before, and those that have gone. */
  with(skills: readonly Skill[]): readonly Skill[] {
    for (const skill of skills) {
      const known = this.seen.get(skill.path)?.triggers ?? [];
      this.seen.set(skill.path, {
        ...skill,
        triggers: [...skill.triggers, ...known.filter(missingIn(skill.triggers))],
      });
    }
    return [...this.seen.values()];
  }
}

function missingIn(triggers: readonly EscalationTrigger[]): (trigger: EscalationTrigger) => boolean {
  const identity = ({ source, ...trigger }: EscalationTrigger): string => JSON.stringify(trigger);
  const there = new Set(triggers.map(identity));
  return (trigger) => !there.has(identity(trigger));
}
