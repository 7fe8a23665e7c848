"""The statements that mariadb-dump writes around the data of `billing/billing.sql`."""

from __future__ import annotations

COLUMNS = {
    "bank_accounts": """\
`id` int(10) unsigned NOT NULL AUTO_INCREMENT
`customer_id` int(10) unsigned NOT NULL
`holder_name` varchar(120) NOT NULL
`iban` varchar(34) NOT NULL
`bic` varchar(11) DEFAULT NULL
`mandate_ref` varchar(35) DEFAULT NULL
`created_at` datetime NOT NULL
PRIMARY KEY (`id`)
KEY `customer_id` (`customer_id`)""",
    "credit_checks": """\
`id` int(10) unsigned NOT NULL AUTO_INCREMENT
`customer_id` int(10) unsigned NOT NULL
`applicant` varchar(120) NOT NULL
`ssn` char(11) NOT NULL
`score` smallint(5) unsigned DEFAULT NULL
`bureau_ref` char(9) DEFAULT NULL
`checked_at` datetime NOT NULL
PRIMARY KEY (`id`)""",
    "invoices": """\
`id` int(10) unsigned NOT NULL AUTO_INCREMENT
`invoice_no` varchar(20) NOT NULL
`customer_id` int(10) unsigned NOT NULL
`order_no` bigint(20) unsigned NOT NULL
`amount` decimal(10,2) NOT NULL
`currency` char(3) NOT NULL DEFAULT 'USD'
`vat_rate` decimal(4,2) DEFAULT NULL
`processor_ref` bigint(20) unsigned DEFAULT NULL
`status` enum('open','paid','overdue','void') NOT NULL
`issued_at` datetime NOT NULL
`issued_epoch` int(11) NOT NULL
`memo` text DEFAULT NULL
PRIMARY KEY (`id`)
UNIQUE KEY `invoice_no` (`invoice_no`)
KEY `customer_id` (`customer_id`)""",
    "payment_methods": """\
`id` int(10) unsigned NOT NULL AUTO_INCREMENT
`customer_id` int(10) unsigned NOT NULL
`brand` varchar(16) NOT NULL
`cardholder_name` varchar(120) NOT NULL
`card_number` varchar(23) DEFAULT NULL
`masked_number` varchar(23) NOT NULL
`exp_month` tinyint(3) unsigned NOT NULL
`exp_year` smallint(5) unsigned NOT NULL
`gateway_token` varchar(40) DEFAULT NULL
`is_default` tinyint(1) NOT NULL DEFAULT 0
`created_at` datetime NOT NULL
PRIMARY KEY (`id`)""",
    "refunds": """\
`id` int(10) unsigned NOT NULL AUTO_INCREMENT
`invoice_id` int(10) unsigned NOT NULL
`batch_no` bigint(20) unsigned NOT NULL
`amount` decimal(10,2) NOT NULL
`ledger_code` varchar(16) NOT NULL
PRIMARY KEY (`id`)""",
}
"""Table → its columns and keys, one a line."""

_HEAD = """\
/*M!999999\\- enable the sandbox mode */\x20
-- MariaDB dump 10.19  Distrib 10.11.18-MariaDB, for debian-linux-gnu (x86_64)
--
-- Host: localhost    Database: fjordtel_billing
-- ------------------------------------------------------
-- Server version	10.11.18-MariaDB-0+deb12u1

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;

"""
_TABLE = """\
--
-- Table structure for table `{name}`
--

DROP TABLE IF EXISTS `{name}`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `{name}` (
{columns}
) ENGINE=InnoDB AUTO_INCREMENT={next_id} DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `{name}`
--

LOCK TABLES `{name}` WRITE;
/*!40000 ALTER TABLE `{name}` DISABLE KEYS */;
{inserts}/*!40000 ALTER TABLE `{name}` ENABLE KEYS */;
UNLOCK TABLES;
"""
_END = """\
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

-- Dump completed on 2018-12-01  2:15:04
"""


def table(name: str, inserts: str, next_id: int) -> str:
    """One table with its data, `next_id` being the id that the next row would get."""
    columns = ",\n".join(f"  {line}" for line in COLUMNS[name].split("\n"))
    return _TABLE.format(name=name, columns=columns, next_id=next_id, inserts=inserts)


def dump(tables: list[str]) -> str:
    """The whole file around tables made by `table`."""
    return _HEAD + "\n".join(tables) + _END
