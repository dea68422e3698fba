"""Running: words of the doctor, of copies and of the system's state. Each finding says what is wrong and what to do."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

BAD_COPY: dict[str, Any] = {
    "not_a_copy": _l("这不是本系统的备份文件。"),
    "newer": _l("这个备份来自更新的版本。先把程序升级到那个版本，再恢复。"),
    "damaged": _l("备份文件坏了：内容和写入时不一样。换一个备份。"),
    "incomplete": _l("备份文件不全：少了内容。换一个备份。"),
    "phrase": _l("打不开：口令不对，或者文件被截断、被改过。"),
    "no_scratch": _l("备份写好了，但没能试着恢复：数据库用户要有建库的权限（ALTER ROLE … CREATEDB）。"),
}

# code -> what is wrong, what to do
FINDINGS: dict[str, tuple[Any, Any]] = {
    "debug": (_l("调试模式开着，出错时会把内部信息给别人看。"), _l("去掉 FLASK_DEBUG，重新启动。")),
    "plain_http": (
        _l("对外用的是不加密的 HTTP（%(host)s），密码和签字会被看见。"),
        _l("在前面放 HTTPS 代理并设 HTTPS=1，让程序只听 127.0.0.1。见 docs/deploy.md。"),
    ),
    "proxy_bypassed": (
        _l("信任 %(proxies)s 层代理，程序却听在 %(host)s 上：绕过代理就能冒充任何来源地址。"),
        _l("让程序只听 127.0.0.1（HOST=127.0.0.1），或用防火墙只放行代理。"),
    ),
    "proxy_wide": (
        _l("信任 %(proxies)s 层代理，太多了：多出来的层可以由访问者自己写。"),
        _l("把 TRUSTED_PROXIES 改成实际的代理层数，通常是 1。"),
    ),
    "trusted_hosts": (
        _l("没有限定域名：伪造的 Host 会进到链接和二维码里。"),
        _l("设 TRUSTED_HOSTS=您的域名，多个用逗号隔开，重新启动。"),
    ),
    "readable": (_l("%(path)s 别的系统用户也能读。"), _l("chmod -R go= 这个位置。")),
    "weak_secret": (
        _l("密钥 %(name)s 缺失或者太简单，能被猜出来。"),
        _l("停下系统，从备份恢复 secrets.json；从来没用过的新安装，删掉它再启动就会重做。"),
    ),
    "disk": (_l("磁盘只剩 %(free)s MB。满了就存不下答案。"), _l("清出空间，或换大的磁盘。")),
    "clock": (
        _l("这台机器的时钟没有和标准时间对齐。"),
        _l("打开 systemd-timesyncd 或 chrony，确认 timedatectl 显示已同步。"),
    ),
    "network_disk": (
        _l("数据库放在网络磁盘（%(kind)s）上：%(path)s。SQLite 的锁在那里不可靠。"),
        _l("把 INSTANCE 放到本机磁盘，或者改用 PostgreSQL。"),
    ),
    "log_grows": (
        _l("数据库的日志已有 %(size)s MB，没有人收。"),
        _l("确认后台进程 cstrain-jobs 在运行；重新启动服务。"),
    ),
    "no_copy": (
        _l("超过一天没有备份。"),
        _l("确认后台进程在运行、BACKUP_AT 没有留空；现在就做一次：flask backup --nightly。"),
    ),
    "not_restored": (
        _l("超过八天没有试着恢复过备份，不知道能不能用。"),
        _l("运行 flask backup --nightly：写好以后会恢复到一个空的地方逐条核对。"),
    ),
    "copy_bad": (
        _l("最近一次备份恢复不了：%(name)s（%(trouble)s）。"),
        _l("再做一次；还不行，就用 flask records verify 找原因。"),
    ),
    "copy_beside": (
        _l("备份和数据在同一块磁盘上，磁盘坏了两样都没有。"),
        _l("设 BACKUPS 到另一块磁盘，或者每天抄一份到别处。"),
    ),
    "sync_off": (
        _l("数据库没有等落盘就算写好（%(setting)s），断电会丢已经确认的答案。"),
        _l("不要改 PRAGMA；用本系统自己的连接设置，重新启动。"),
    ),
    "checkpoint_unlocked": (
        _l("数据库自己收日志（%(setting)s），没有排在写入的队里。"),
        _l("用本系统自己的连接设置（wal_autocheckpoint=0），重新启动。"),
    ),
    "sqlite_affected": (
        _l("SQLite %(version)s 在这种设置下可能丢掉已经写好的内容。"),
        _l("升级到 3.51.3 或更新（3.50.7、3.44.6 也可以），或者把上一条改好。"),
    ),
    "postgres_unsafe": (
        _l("PostgreSQL 的 %(setting)s，断电会丢已经确认的答案。"),
        _l("在 postgresql.conf 里改成 on，重新加载。"),
    ),
    "not_migrated": (_l("数据库的表不是这个版本的。"), _l("停下系统，运行 flask prepare，再启动。")),
    "work_given_up": (_l("%(count)s 件后台的事试了十次还没成。"), _l("看日志里 job 开头的错误；改好以后再试。")),
    "worker_away": (
        _l("%(count)s 件后台的事过了十分钟没人做。"),
        _l("确认后台进程 cstrain-jobs 在运行；重新启动服务。"),
    ),
    "rolled_back": (
        _l("外面的见证记着第 %(number)s 次封存，这里没有：数据库被退回过，或者被重写过。"),
        _l(
            "运行 flask records verify 核对，找更新的备份；确实只能用旧的，恢复时用 --older 写明理由，“系统状况”里会一直写着。"
        ),
    ),
    "witness_late": (
        _l("第 %(number)s 次封存过了一天还没有写到外面的见证。"),
        _l("确认 WITNESS 指的文件可以写、后台进程在运行。"),
    ),
    "witness_inside": (
        _l("见证文件和数据放在一起，能改数据的人也能改它。"),
        _l("设 WITNESS 到另一台机器的目录，由别人保管。"),
    ),
    "weak_hash": (
        _l("%(count)s 人的密码存得不够牢，被偷走后容易试出来。"),
        _l("请他们登录一次或者改一次密码；多半是从别的系统搬来的。"),
    ),
    "token_expired": (
        _l("%(count)s 个接口令牌过期了还没有吊销，例如“%(name)s”。"),
        _l("在“接口令牌”里吊销；对方还要用，就发一个新的。"),
    ),
    "few_administrators": (
        _l("只有 %(count)s 位管理员。他不在的时候，没有人能管人员和角色。"),
        _l("在“人员”里再给一位同事管理员角色。"),
    ),
    "first_password": (
        _l("%(count)s 位管理员还在用发下来的初始密码。"),
        _l("请本人登录改成自己的；不用的账号停用。"),
    ),
}

# code -> what, when it is done, when it is not, the way on
FIRST_DAY: dict[str, tuple[Any, Any, Any, Any]] = {
    "doctor": (
        _l("机器和网络"),
        _l("没有发现要处理的问题。"),
        _l("%(count)s 处要处理：加密、备份、时钟这些先弄好，再让人登录。"),
        _l("去看"),
    ),
    "teams": (_l("小组"), _l("%(count)s 个小组。"), _l("还没有小组。也可以在人员表里写上，导入时一起建。"), _l("去建")),
    "people": (
        _l("人员表"),
        _l("%(count)s 人。"),
        _l("只有您自己。用一张表导入全部人员，初始密码打印成一条一条的发下去。"),
        _l("去导入"),
    ),
    "roles": (
        _l("培训师、带教人、主管"),
        _l("都有人。"),
        _l("还缺 %(count)s 种角色：没有主管就不能决定上岗，没有带教人就不能确认现场环节。"),
        _l("去给角色"),
    ),
    "administrators": (
        _l("第二位管理员"),
        _l("%(count)s 位管理员。"),
        _l("只有 %(count)s 位。一位不在的时候，没有人能管人员和角色。"),
        _l("去给角色"),
    ),
    "decisions": (
        _l("由企业决定"),
        _l("没有哪一项正挡着事。"),
        _l("%(count)s 项没有定，有的正挡着题目、考试或等级。下面按挡着什么列。"),
        _l("去定"),
    ),
    "take_over": (
        _l("已经在岗的人"),
        _l("认定了 %(count)s 人次。"),
        _l("已经在岗的客服还没有证。用“存量认定”的表导入，由主管批准；不用重新培训。"),
        _l("去导入"),
    ),
    "enrol": (
        _l("第一批新人"),
        _l("报了 %(count)s 人次。"),
        _l("还没有人报名。由培训师在“报名”里选课程、开始日期、培训师和带教人。"),
        _l("去报名"),
    ),
    "copy": (
        _l("试着恢复一次备份"),
        _l("试过，完整。"),
        _l("还没有试过。在服务器上运行 flask backup --nightly，写好会自己试一遍。"),
        _l("去看"),
    ),
}
