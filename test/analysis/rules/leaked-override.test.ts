import { describe, expect, it } from 'vitest';
import { leakedOverride } from '../../../src/analysis/rules/leaked-override.ts';
import { check, describeExamples } from './harness.ts';

describeExamples(leakedOverride);

const head = `from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.auth import get_user
from app.main import app

`;

async function found(code: string, files = {}): Promise<string[]> {
  const { reports } = await check(leakedOverride, { framework: 'pytest', code: head + code, files });
  return reports.map(({ severity, message }) => `${severity ?? 'warning'}: ${message.split(/[:,]/)[0]}`);
}

describe('leaked-override: whose application it is', () => {
  it('follows a client to the application that it is for', async () => {
    const code = `
def test_profile(client):
    client.app.dependency_overrides[get_user] = lambda: "ada"
    assert client.get("/me").text == "ada"
`;
    const conftest = (app: string) => `import pytest
from fastapi.testclient import TestClient
from app.main import app as real, make

@pytest.fixture
def client():
    with TestClient(${app}) as client:
        yield client
`;
    expect(await found(code, { 'conftest.py': conftest('real') })).toHaveLength(1);
    expect(await found(code, { 'conftest.py': conftest('make()') })).toEqual([]);
    expect(await found(code)).toEqual([]);
  });

  it('only mentions what other tests of the file can see', async () => {
    const code = `
app = FastAPI()

def test_profile():
    app.dependency_overrides[get_user] = lambda: "ada"
    assert TestClient(app).get("/me").text == "ada"

def test_stranger():
    assert TestClient(app).get("/me").status_code == 401
`;
    expect((await found(code)).map((text) => text.slice(0, 5))).toEqual(['info:']);
  });
});

describe('leaked-override: who removes it', () => {
  it('is content when nothing that fails stands between', async () => {
    const code = `
def test_profile():
    app.dependency_overrides[get_user] = lambda: "ada"
    response = TestClient(app).get("/me")
    app.dependency_overrides.clear()
    assert response.text == "ada"
`;
    expect(await found(code)).toEqual([]);
  });

  it('looks at what the callers of a helper do', async () => {
    const helper = `
def login(name):
    app.dependency_overrides[get_user] = lambda: name

`;
    const test = (end: string) => `${helper}def test_profile():
    login("ada")
    try:
        assert TestClient(app).get("/me").text == "ada"
    finally:
        ${end}
`;
    expect(await found(test('print()'))).toHaveLength(1);
    expect(await found(test('app.dependency_overrides.clear()'))).toEqual([]);
  });

  it('takes values that were saved for what puts things back', async () => {
    const code = `
def test_profile():
    saved = dict(app.dependency_overrides)
    app.dependency_overrides[get_user] = lambda: "ada"
    try:
        assert TestClient(app).get("/me").text == "ada"
    finally:
        app.dependency_overrides = saved
`;
    expect(await found(code)).toEqual([]);
  });

  it('sees that only another override is popped', async () => {
    const fixture = (key: string) => `
from app.db import get_db
import pytest

@pytest.fixture
def client():
    app.dependency_overrides[get_db] = lambda: None
    app.dependency_overrides[get_user] = lambda: "ada"
    yield TestClient(app)
    app.dependency_overrides.pop(get_user)
    ${key}
`;
    expect(await found(fixture('print()'))).toEqual(['warning: The override of get_db stays in app after the fixture']);
    expect(await found(fixture('del app.dependency_overrides[get_db]'))).toEqual([]);
    expect(await found(fixture('for each in keys: app.dependency_overrides.pop(each)'))).toEqual([]);
  });
});
