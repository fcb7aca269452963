"""发布页上的附件（GitLab、Forgejo、Gitea）。只用 Python 自带的库和自动流程自己的令牌。

用法：python3 ci/attach.py fetch 文件夹     取回发布页上已有的 manifest.json；没有发布页或没有清单就什么也不取
      python3 ci/attach.py upload 文件夹    把 names.tsv 列出的文件附上去，没有发布页就先建一个

附件从不替换：已经有的须与这次生成的逐字节相同，不同就停下。
"""

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

MANIFEST = "manifest.json"
NOTES = "由自动流程从标签生成。manifest.json 记录每个文件的来源和摘要。"
LIMIT = 512 * 1024 * 1024


def quoted(text: str) -> str:
    return urllib.parse.quote(text, safe="")


class Forge:
    """接口的地址和身份；令牌只发给这个地址所在的主机。"""

    def __init__(self, api: str, header: dict[str, str]) -> None:
        self.api = api.rstrip("/")
        self.header = header

    def ask(self, method: str, url: str, body: bytes | None = None, kind: str = "application/json") -> bytes:
        mine = urllib.parse.urlsplit(self.api)
        its = urllib.parse.urlsplit(url)
        if (its.scheme, its.netloc) != (mine.scheme, mine.netloc):
            sys.exit(f"附件在另一台主机上，不去取：{url}")
        header = {"Content-Type": kind} if body is not None else {}
        request = urllib.request.Request(url, data=body, headers=header, method=method)
        for name, value in self.header.items():
            # 转到别的地址（例如对象存储）时，令牌不跟着走。
            request.add_unredirected_header(name, value)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.read(LIMIT)

    def found(self, url: str) -> dict | None:
        try:
            return json.loads(self.ask("GET", url))
        except urllib.error.HTTPError as problem:
            if problem.code == 404:
                return None
            raise

    def send(self, method: str, url: str, content: dict) -> dict:
        return json.loads(self.ask(method, url, json.dumps(content).encode()))


class GitLab(Forge):
    """文件存进软件包库（文件名只用英文），发布页上是带中文名称的链接。"""

    def __init__(self) -> None:
        super().__init__(os.environ["CI_API_V4_URL"], {"JOB-TOKEN": os.environ["CI_JOB_TOKEN"]})
        self.project = f"{self.api}/projects/{os.environ['CI_PROJECT_ID']}"
        self.tag = os.environ["CI_COMMIT_TAG"]
        self.package = f"{self.project}/packages/generic/plan-editions/{os.environ['CI_COMMIT_SHA']}"

    def attached(self) -> dict[str, str] | None:
        release = self.found(f"{self.project}/releases/{quoted(self.tag)}")
        if release is None:
            return None
        return {link["url"].rsplit("/", 1)[-1]: link["url"] for link in release["assets"]["links"]}

    def create(self) -> None:
        content = {"tag_name": self.tag, "name": self.tag, "description": NOTES}
        self.send("POST", f"{self.project}/releases", content)

    def attach(self, file: Path, full: str) -> None:
        url = f"{self.package}/{quoted(file.name)}"
        self.ask("PUT", url, file.read_bytes(), "application/octet-stream")
        content = {"name": full, "url": url, "link_type": "other"}
        self.send("POST", f"{self.project}/releases/{quoted(self.tag)}/assets/links", content)


class Gitea(Forge):
    """Forgejo 和 Gitea：附件直接放在发布页上，用中文全名。"""

    def __init__(self) -> None:
        super().__init__(os.environ["GITHUB_API_URL"], {"Authorization": f"token {os.environ['TOKEN']}"})
        self.releases = f"{self.api}/repos/{os.environ['GITHUB_REPOSITORY']}/releases"
        self.tag = os.environ["GITHUB_REF_NAME"]
        self.number = 0

    def attached(self) -> dict[str, str] | None:
        release = self.found(f"{self.releases}/tags/{quoted(self.tag)}")
        if release is None:
            return None
        self.number = release["id"]
        return {asset["name"]: asset["browser_download_url"] for asset in release["assets"]}

    def create(self) -> None:
        content = {"tag_name": self.tag, "name": self.tag, "body": NOTES}
        self.number = self.send("POST", self.releases, content)["id"]

    def attach(self, file: Path, full: str) -> None:
        mark = uuid.uuid4().hex
        head = f'--{mark}\r\nContent-Disposition: form-data; name="attachment"; filename="{file.name}"\r\n\r\n'
        body = head.encode() + file.read_bytes() + f"\r\n--{mark}--\r\n".encode()
        url = f"{self.releases}/{self.number}/assets?name={quoted(full)}"
        self.ask("POST", url, body, f"multipart/form-data; boundary={mark}")


def fetch(forge: Forge, folder: Path) -> None:
    url = (forge.attached() or {}).get(MANIFEST)
    if url is None:
        print("发布页上还没有清单，这次只生成，不核对。")
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).write_bytes(forge.ask("GET", url))


def upload(forge: Forge, folder: Path) -> None:
    attached = forge.attached()
    if attached is None:
        forge.create()
        attached = {}
    for line in (folder / "names.tsv").read_text(encoding="utf-8").splitlines():
        name, full = line.split("\t")
        url = attached.get(name) or attached.get(full)
        if url is None:
            forge.attach(folder / name, full)
            print(f"已附上：{full}")
        elif name != MANIFEST and forge.ask("GET", url) != (folder / name).read_bytes():
            sys.exit(f"发布页上已有的 {full} 与这次生成的不同；附件从不替换，请查明原因")
        else:
            print(f"已经有了：{full}")


if __name__ == "__main__":
    chosen = GitLab() if os.environ.get("GITLAB_CI") else Gitea()
    {"fetch": fetch, "upload": upload}[sys.argv[1]](chosen, Path(sys.argv[2]))
