import type { RuleMeta } from '../../rule.ts';

export const frozenSleepExamples: RuleMeta['examples'] = {
  bad: [
    {
      framework: 'pytest',
      files: { 'requirements.txt': 'freezegun==1.5.5\npytest-asyncio==1.3.0\n' },
      code: `import asyncio

import pytest
from freezegun import freeze_time


@pytest.mark.asyncio
async def test_report(reports):
    with freeze_time("2024-01-15"):
        reports.start()
        await asyncio.sleep(0.1)
        assert reports.last.day == 15
`,
      fixed: `import asyncio

import pytest
from freezegun import freeze_time


@pytest.mark.asyncio
async def test_report(reports):
    with freeze_time("2024-01-15", real_asyncio=True):
        reports.start()
        await asyncio.sleep(0.1)
        assert reports.last.day == 15
`,
    },
    {
      framework: 'pytest',
      code: `import asyncio

import freezegun
import pytest


@pytest.mark.asyncio
@freezegun.freeze_time("2024-01-15")
async def test_expires(token):
    await asyncio.sleep(1)
    assert token.expired
`,
      fixed: `import asyncio

import freezegun
import pytest


@pytest.mark.asyncio
@freezegun.freeze_time("2024-01-15", real_asyncio=True)
async def test_expires(token):
    await asyncio.sleep(1)
    assert token.expired
`,
    },
    {
      framework: 'pytest',
      files: { 'requirements.txt': 'time-machine==2.16.0\n' },
      code: `import asyncio

import pytest
import time_machine


@pytest.mark.asyncio
async def test_report(reports):
    with time_machine.travel("2024-01-15", tick=False):
        await asyncio.sleep(0.1)
        assert reports.last.day == 15
`,
    },
  ],
  good: [
    {
      framework: 'pytest',
      code: `import asyncio

import pytest
from freezegun import freeze_time


@pytest.mark.asyncio
async def test_report(reports):
    with freeze_time("2024-01-15", real_asyncio=True):
        await asyncio.sleep(0.1)
    with freeze_time("2024-01-15", tick=True):
        await asyncio.sleep(0.1)
    with freeze_time("2024-01-15"):
        await asyncio.sleep(0)
        assert reports.last.day == 15
    await asyncio.sleep(0.1)
`,
    },
    {
      framework: 'pytest',
      code: `import asyncio

import pytest
from freezegun import freeze_time


@pytest.mark.asyncio
async def test_timer(timer):
    with freeze_time("2024-01-15") as frozen:
        pending = asyncio.create_task(asyncio.sleep(60))
        frozen.tick(60)
        await asyncio.sleep(1)
        assert pending.done()
`,
    },
    {
      framework: 'pytest',
      files: { 'requirements.txt': 'time-machine==3.5.1\n' },
      code: `import asyncio

import pytest
import time_machine


@pytest.mark.asyncio
async def test_report(reports):
    with time_machine.travel("2024-01-15", tick=False):
        await asyncio.sleep(0.1)
        assert reports.last.day == 15
`,
    },
    {
      framework: 'pytest',
      code: `import time

from freezegun import freeze_time


@freeze_time("2024-01-15")
def test_report(reports):
    time.sleep(0.1)
    assert reports.last.day == 15
`,
    },
  ],
};
